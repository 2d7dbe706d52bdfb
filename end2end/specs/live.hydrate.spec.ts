import type { Page } from '@playwright/test'
import { look } from '../support/look.ts'
import { at, signInStaff, word } from '../support/people.ts'
import { expect, test } from '../support/test.ts'

test('an open page follows what is published, by events or by asking, and says times of its reader', async ({ browser }) => {
  const title = `지도가 느립니다 ${test.info().project.name}`
  const { use } = test.info().project
  const reader = async (timezoneId: string) => {
    const { viewport, locale, isMobile, hasTouch } = use
    const context = await browser.newContext({ baseURL: use.baseURL, viewport, locale, isMobile, hasTouch, timezoneId })
    return context.newPage()
  }
  const abroad = await reader('America/New_York')
  const refused = await reader('Asia/Seoul')
  let asked = 0
  await refused.route('**/events', (route) => route.fulfill({ status: 503, headers: { 'retry-after': '30' } }))
  await refused.route('**/heartbeat.json', (route) => (asked++, route.continue()))
  await refused.clock.install()
  for (const page of [abroad, refused]) {
    await page.goto(at('/'))
    // gone where the page is loaded again
    await page.evaluate(() => document.body.setAttribute('data-same', ''))
  }
  await expect.poll(() => asked, 'without a stream the page asks at once').toBeGreaterThan(0)

  const publisher = await reader('Asia/Seoul')
  await signInStaff(publisher, 'publisher@example.com')
  await publisher.goto(at('/console/incidents/new'))
  await publisher.locator('[name="impact-place-search"]').selectOption('degraded')
  await publisher.getByLabel(word('제목 (한국어)', 'Title (Korean)')).fill(title)
  await publisher.getByLabel(word('내용 (한국어)', 'Text (Korean)')).fill('**느립니다.** 원인을 찾고 있습니다.\n\n- 검색\n- 길찾기')
  await publisher.getByRole('button', { name: word('공개하기', 'Publish') }).click()
  await expect(publisher).toHaveURL(/\/console\/incidents\/[0-9a-f-]{36}$/)

  const card = (page: Page) => page.locator('article.inc').filter({ hasText: title })
  await expect(card(abroad)).toBeVisible()
  await expect(card(refused)).toHaveCount(0)
  await expect(async () => {
    await refused.clock.runFor(31_000)
    await expect(card(refused)).toBeVisible({ timeout: 1_000 })
  }).toPass()
  for (const page of [abroad, refused]) {
    await expect(page.locator('body')).toHaveAttribute('data-same', '')
    await expect(card(page).locator('.tl strong')).toHaveText('느립니다.')
    await expect(card(page).locator('.tl ul li')).toHaveCount(2)
  }
  const yours = word('내 시간', 'your time')
  await expect(card(abroad).locator('.tl time').first()).toContainText(yours)
  await expect(card(refused).locator('.tl time').first()).not.toContainText(yours)
  await look(abroad, 'live-abroad')

  await publisher.locator('[name="status"][value="resolved"]').check()
  await publisher.getByLabel(word('내용 (한국어)', 'Text (Korean)')).fill('해결했습니다.')
  await publisher.getByRole('button', { name: word('공개하기', 'Publish') }).click()
  await expect(card(abroad)).toHaveCount(0)
  for (const page of [abroad, refused, publisher]) await page.context().close()
})
