// Shows what is published where its reader asked for it, and goes on where a push service replaces a subscription.
self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('push', (event) => {
  const { title, body, lang, tag, navigate } = event.data.json().notification;
  const shown = { body, lang, tag, renotify: true, data: navigate };
  event.waitUntil(self.registration.showNotification(title, shown));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

async function open(url) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find((page) => page.url === url);
  return page ? page.focus() : self.clients.openWindow(url);
}

self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event.newSubscription)));

async function renew(replaced) {
  const token = await (await caches.open('push')).match('/push-token');
  if (!token) return;
  const next = replaced ?? (await subscribed());
  const { endpoint, keys } = next.toJSON();
  const fields = { token: await token.text(), endpoint, p256dh: keys.p256dh, auth: keys.auth };
  await fetch('/subscribe/push/renew', { method: 'POST', body: new URLSearchParams(fields) });
}

async function subscribed() {
  const held = await self.registration.pushManager.getSubscription();
  if (held) return held;
  const { key } = await (await fetch('/subscribe/push/key')).json();
  return self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}
