(() => {
  const find = (s) => document.querySelector(s);
  const lang = document.documentElement.lang;
  const ago = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' });
  let skew = 0, title = document.title;
  const tick = () => {
    countDown();
    const main = find('main');
    if (!main.dataset.at) return;
    const m = Math.max(0, Math.floor((Date.now() - skew - main.dataset.at) / 60000));
    const [count, unit] = m < 60 ? [m, 'minute'] : m < 2880 ? [m / 60, 'hour'] : [m / 1440, 'day'];
    const text = m ? ago.format(-Math.floor(count), unit) : lang === 'ko' ? '방금 전' : 'just now';
    for (const e of document.querySelectorAll('[data-age]')) e.textContent = text;
    main.classList.toggle('stale', m >= 5);
    const lost = find('.lost h1');
    if (lost) document.title = m >= 5 ? lost.textContent : title;
  };
  const length = (n, unit) => n ? new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'long' }).format(n) : '';
  const countDown = () => {
    for (const e of document.querySelectorAll('[data-until]')) {
      const m = Math.floor((e.dataset.until - Date.now() + skew) / 60000), d = Math.floor(m / 1440), h = Math.floor(m / 60) % 24;
      const parts = [length(d, 'day'), length(h, 'hour'), d ? '' : length(m % 60, 'minute')].filter(Boolean);
      e.textContent = m < 1 ? e.dataset.late : e.dataset.left.replace('#', parts.join(' '));
    }
  };
  // who looks from another zone is told the times of theirs too
  const yours = () => {
    const zone = find('main').dataset.zone;
    if (!zone) return;
    const clock = (timeZone) => new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang,
      { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
    const there = clock(zone), here = clock();
    for (const e of document.querySelectorAll('main time:not([data-as-of])')) {
      const from = new Date(e.dateTime), to = e.dataset.to && new Date(e.dataset.to);
      if (there.format(from) === here.format(from)) continue;
      e.append(` (${lang === 'ko' ? '내 시간' : 'your time'} ${to ? here.formatRange(from, to) : here.format(from)})`);
    }
  };
  const swap = async () => {
    const answer = await fetch(location.pathname, { cache: 'no-cache' });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const old = find('main'), main = page.querySelector('main'), said = find('h1').textContent;
    for (const d of old.querySelectorAll('details[open][id]')) main.querySelector('#' + d.id)?.setAttribute('open', '');
    old.replaceWith(main);
    document.title = title = page.title;
    if (find('h1').textContent !== said) find('#live').textContent = find('h1').textContent;
    yours();
    tick();
  };
  const heard = (at, now) => {
    const main = find('main');
    skew = Date.now() - now;
    if (!main.dataset.at) return;
    main.dataset.at = at;
    const form = { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23', timeZone: main.dataset.zone };
    const text = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, form).format(at);
    for (const e of document.querySelectorAll('[data-as-of]')) e.textContent = text;
    tick();
  };
  yours();
  let known, due, polls;
  const isNews = (at, state) => (known ? state !== known : at > find('main').dataset.at);
  const poll = async () => {
    const answer = await fetch('/heartbeat.json', { cache: 'no-cache' });
    if (!answer.ok) return;
    const { at, state } = await answer.json();
    if (isNews(at, state)) await swap();
    known = state;
    heard(at, Date.parse(answer.headers.get('date')) || Date.now());
  };
  const polled = () => poll().catch(tick);
  const stream = new EventSource('/events');
  const take = (state) => {
    if (due === state) return;
    due = state;
    const done = () => (due = 0);
    setTimeout(() => swap().then(() => (known = state)).catch(tick).finally(done), Math.random() * 2000);
  };
  stream.addEventListener('published', (e) => take(e.lastEventId));
  stream.addEventListener('heartbeat', (e) => {
    const [at, now] = e.data.split(' ').map(Number);
    if (isNews(at, e.lastEventId)) take(e.lastEventId);
    else known = e.lastEventId;
    heard(at, now);
  });
  stream.addEventListener('error', () => {
    if (stream.readyState !== EventSource.CLOSED || polls) return tick();
    polls = setInterval(polled, 30000);
    polled();
  });
  // not at once: the clock here may be wrong, and what is asked says by how much
  setInterval(tick, 15000);
})();
