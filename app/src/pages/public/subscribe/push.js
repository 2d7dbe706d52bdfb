(() => {
  const part = document.getElementById('push');
  const words = part.dataset;
  const show = (state) => {
    for (const e of part.querySelectorAll('[data-push]')) e.hidden = e.dataset.push !== state;
  };
  const say = (text) => (part.querySelector('[role=status]').textContent = text);
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return show('unsupported');
  const ask = async (path, fields) => {
    const request = fields ? { method: 'POST', body: new URLSearchParams(fields) } : {};
    const answer = await fetch(words.path + path, { ...request, headers: { accept: 'application/json' } });
    if (answer.status === 404) return;
    const body = await answer.json();
    if (answer.ok) return body;
    throw answer.status < 500 && body.detail ? Object.assign(new Error(body.detail), { isSaid: true }) : new Error();
  };
  const keyBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const fits = ({ options }, key) => {
    const own = options?.applicationServerKey;
    return !own || String(new Uint8Array(own)) === String(key);
  };
  const named = (held) => {
    const { endpoint, keys } = held.toJSON();
    return Object.entries({ endpoint, p256dh: keys.p256dh, auth: keys.auth });
  };
  const held = async () => (await navigator.serviceWorker.getRegistration(words.worker))?.pushManager.getSubscription();
  // the worker renews by the token what the push service replaces
  const remember = async (token) => (await caches.open('push')).put('/push-token', new Response(token));
  const standing = async (of) => {
    const found = of && (await ask('/state', named(of)));
    const isTold = found && !found.ended && (!words.topic || found.topics.some((t) => t === 'all' || t === words.topic));
    if (isTold) {
      part.querySelector('[data-do=change]').href = found.manage;
      await remember(found.token);
    }
    show(isTold ? 'on' : 'off');
  };
  const start = async (key) => {
    if ((await Notification.requestPermission()) !== 'granted') return say(words.denied);
    const registration = await navigator.serviceWorker.register(words.worker, { scope: '/' });
    await navigator.serviceWorker.ready;
    let subscription = await registration.pushManager.getSubscription();
    if (subscription && !fits(subscription, key)) {
      await subscription.unsubscribe();
      subscription = null;
    }
    subscription ??= await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const asked = [...new FormData(document.querySelector('main form'))].filter(([name]) => name !== 'email');
    await ask('', [...named(subscription), ...asked]);
    await standing(subscription);
    say(words.started);
  };
  const stop = async () => {
    const subscription = await held();
    const found = subscription && (await ask('/state', named(subscription)));
    if (found) await ask('/end', [['token', found.token]]);
    await subscription?.unsubscribe();
    await caches.delete('push');
    show('off');
    say(words.stopped);
  };
  const doing = (name, work) => {
    const button = part.querySelector(`[data-do=${name}]`);
    button.addEventListener('click', async () => {
      say('');
      button.disabled = true;
      await work().catch((error) => say(error.isSaid ? error.message : words.failed));
      button.disabled = false;
    });
  };
  const begin = async () => {
    const answer = await ask('/key');
    if (!answer) return show('unsupported');
    const key = keyBytes(answer.key);
    doing('start', () => start(key));
    doing('stop', stop);
    const subscription = await held();
    await standing(subscription && fits(subscription, key) ? subscription : null);
  };
  begin().catch(() => say(words.failed));
})();
