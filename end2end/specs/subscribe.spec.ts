import { type Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts'
import { look } from '../support/look.ts'
import { at, signInStaff, word } from '../support/people.ts'
import { expect, test, withScript } from '../support/test.ts'

/** The newest mail to an address that holds a link of this kind; gives the link. */
async function linkIn(page: Page, email: string, kind: 'confirm' | 'manage'): Promise<string> {
  const link = new RegExp(`/(?:en/)?subscribe/${kind}/[0-9a-f]{64}`)
  let found: string | undefined
  await expect(async () => {
    const text = await (await page.request.get(`/dev/mail?to=${encodeURIComponent(email)}`)).text()
    found = text.match(link)?.[0]
    expect(found).toBeTruthy()
  }).toPass({ timeout: 20_000 })
  return found ?? ''
}

test('who subscribes and confirms is told of an update, and leaves by the link in it', async ({ page }) => {
  test.setTimeout(300_000)
  const project = test.info().project.name
  const email = `reader-${project}@example.com`
  await page.goto(at('/'))
  await page.getByRole('link', { name: word('소식 받기', 'Subscribe'), exact: true }).first().click()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'subscribe')

  const send = page.getByRole('button', { name: word('확인 메일 받기', 'Send me the confirmation') })
  await page.getByLabel(word('이메일 주소', 'E-mail address')).fill('reader')
  await page.getByLabel(word('고른 서비스만', 'Only some services')).check()
  await expect(page.getByLabel(word('음악', 'Music'), { exact: true })).toBeVisible()
  await look(page, 'subscribe-some')
  await page.getByLabel(word('음악', 'Music'), { exact: true }).check()
  await send.click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page.getByLabel(word('음악', 'Music'), { exact: true })).toBeChecked()
  await expectAccessible(page)
  await look(page, 'subscribe-wrong')
  await page.getByLabel(word('이메일 주소', 'E-mail address')).fill(email)
  await send.click()
  await expect(page.getByText(email)).toBeVisible()
  await expectAccessible(page)
  await look(page, 'subscribe-sent')

  await page.goto(await linkIn(page, email, 'confirm'))
  await expectAccessible(page)
  await look(page, 'subscribe-confirm')
  await page.getByRole('button', { name: word('소식 받기', 'Confirm'), exact: true }).click()
  await expect(page).toHaveURL(/\/subscribe\/manage\//)
  await expect(page.getByRole('status')).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'subscribe-manage')

  await signInStaff(page, 'publisher@example.com')
  await page.goto(at('/console/incidents/new'))
  await page.getByLabel(word('제목 (한국어)', 'Title (Korean)')).fill(`음악이 끊깁니다 ${project}`)
  await page.getByLabel(word('내용 (한국어)', 'Text (Korean)')).fill('원인을 찾고 있습니다.')
  await page.locator('[name="impact-music"]').selectOption('partial_outage')
  await page.getByRole('button', { name: word('공개하기', 'Publish') }).click()
  await expect(page).toHaveURL(/\/console\/incidents\/[0-9a-f-]{36}$/)
  const incident = page.url()

  const manage = await linkIn(page, email, 'manage')
  await page.goto(at('/console/subscribers'))
  await expect(page.getByText(`음악이 끊깁니다 ${project}`)).toBeVisible()
  await expect(page.getByText(email)).toHaveCount(0)
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'console-subscribers')
  await page.getByRole('table').last().getByRole('link').first().click()
  await expectAccessible(page)
  await look(page, 'console-subscriber')

  await page.goto(incident)
  await page.locator('[name="status"][value="resolved"]').check()
  await page.getByLabel(word('내용 (한국어)', 'Text (Korean)')).fill('해결했습니다.')
  await page.getByRole('button', { name: word('공개하기', 'Publish') }).click()
  await expect(page.getByText('해결했습니다.').first()).toBeVisible()

  await page.goto(manage)
  await page.getByLabel(word('모든 서비스', 'All services')).check()
  if (withScript()) await expect(page.getByLabel(word('음악', 'Music'), { exact: true })).toBeHidden()
  await page.getByRole('button', { name: word('저장하기', 'Save changes') }).click()
  await expect(page.getByText(word('바꾼 내용을 저장했어요.', 'Your changes are saved.'))).toBeVisible()
  await page.getByText(word('그만 받기', 'Unsubscribe'), { exact: true }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: word('그만 받고 주소 지우기', 'Unsubscribe and remove my address') }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(word('더 보내지 않아요', 'You are unsubscribed'))
  await expectAccessible(page)
  await look(page, 'subscribe-stopped')
  expect((await page.goto(manage))?.status()).toBe(410)
  await expectAccessible(page)
  await look(page, 'subscribe-gone')
})

test('the page of webhooks is whole, accessible and fits the screen', async ({ page }) => {
  await page.goto(at('/subscribe/webhook'))
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'subscribe-webhook')
})
