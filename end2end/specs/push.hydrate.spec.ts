import { type Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts'
import { look } from '../support/look.ts'
import { at, word } from '../support/people.ts'
import { expect, language, test } from '../support/test.ts'

/**
 * Stands in for the push service of the browser, which tests cannot reach: a subscription with keys of its own, kept for
 * the tab, on a host that does not exist.
 */
async function withPushService(page: Page, endpoint: string): Promise<void> {
  await page.addInitScript((endpoint) => {
    const subscription = (keys: PushSubscriptionJSON['keys']) => ({
      endpoint,
      options: {},
      toJSON: () => ({ endpoint, keys }),
      unsubscribe: async () => (sessionStorage.removeItem('push'), true),
    })
    const text = (bytes: Uint8Array<ArrayBuffer>) =>
      btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
    const stand: Record<string, unknown> = PushManager.prototype as never
    stand.getSubscription = async () => {
      const keys = sessionStorage.getItem('push')
      return keys && subscription(JSON.parse(keys))
    }
    stand.subscribe = async (options: PushSubscriptionOptionsInit) => {
      if ((options.applicationServerKey as Uint8Array).length !== 65 || !options.userVisibleOnly) throw new Error('options')
      const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])
      const p256dh = text(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
      const keys = { p256dh, auth: text(crypto.getRandomValues(new Uint8Array(16))) }
      sessionStorage.setItem('push', JSON.stringify(keys))
      return subscription(keys)
    }
  }, endpoint)
}

/**
 * Hands `data` to the page's service worker as the push service would, and comes back when the worker is done with it:
 * a browser that is asked for its notifications while one is being shown may take that one for closed, and forgets it.
 */
async function deliver(page: Page, origin: string, data: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const registered = new Promise<string>((found) =>
    devtools.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      const active = versions.find(({ status }) => status === 'activated')
      if (active) found(active.registrationId)
    }),
  )
  const done = new Promise<void>((found) =>
    devtools.on('BackgroundService.backgroundServiceEventReceived', ({ backgroundServiceEvent: { eventName } }) => {
      if (eventName === 'Push event completed') found()
    }),
  )
  await devtools.send('BackgroundService.setRecording', { shouldRecord: true, service: 'pushMessaging' })
  await devtools.send('BackgroundService.startObserving', { service: 'pushMessaging' })
  await devtools.send('ServiceWorker.enable')
  await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registered, data })
  await done
}

test('a browser is told without an address, until its owner ends it', async ({ page, context, baseURL }) => {
  const name = `${test.info().project.name}-${Date.now()}`
  await withPushService(page, `https://none.push.services.mozilla.com/${name}`)
  await context.grantPermissions(['notifications'])
  await page.goto(at('/subscribe'))
  const part = page.locator('#push')
  await page.getByLabel(word('고른 서비스만', 'Only some services')).check()
  await page.getByLabel(word('음악', 'Music'), { exact: true }).check()
  await part.getByRole('button', { name: word('알림 켜기', 'Turn on notifications') }).click()
  await expect(part.getByRole('status')).toHaveText(word('알림을 켰어요.', 'Notifications are on.'))
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'subscribe-push')

  await part.getByRole('link', { name: word('받을 소식 바꾸기', 'Change what to get') }).click()
  await expect(page.getByText('none.push.services.mozilla.com')).toBeVisible()
  await expect(page.getByLabel(word('음악', 'Music'), { exact: true })).toBeChecked()
  await expectAccessible(page)
  await look(page, 'subscribe-push-manage')

  const notification = { title: '조사하는 중', body: '확인하고 있어요.', lang: language(), tag: name, navigate: `${baseURL}/` }
  await deliver(page, baseURL ?? '', JSON.stringify({ web_push: 8030, notification }))
  const shown = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    return (await registration.getNotifications()).map(({ title, body, lang, tag }) => ({ title, body, lang, tag }))
  })
  const { navigate: _, ...visible } = notification
  expect(shown).toEqual([visible])

  await page.goto(at('/subscribe'))
  await expect(part.getByText(word('이 브라우저로 소식을 보내 드리고 있어요.', 'Updates are sent to this browser.'))).toBeVisible()
  await part.getByRole('button', { name: word('알림 끄기', 'Turn off notifications') }).click()
  await expect(part.getByRole('button', { name: word('알림 켜기', 'Turn on notifications') })).toBeVisible()
  await page.reload()
  await expect(part.getByRole('button', { name: word('알림 켜기', 'Turn on notifications') })).toBeVisible()
})
