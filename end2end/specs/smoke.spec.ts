import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts'
import { look } from '../support/look.ts'
import { at } from '../support/people.ts'
import { expect, language, test } from '../support/test.ts'

const PAGES = { status: '/', history: '/history', uptime: '/uptime', 'uptime-month': '/uptime/2022-10', maintenance: '/maintenance', about: '/about', api: '/api' }

for (const [name, path] of Object.entries(PAGES))
  test(`the public page ${name} is whole, accessible and fits the screen`, async ({ page }) => {
    const answer = await page.goto(at(path))
    expect(answer?.status()).toBe(200)
    await expect(page.locator('html')).toHaveAttribute('lang', language())
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
    await look(page, name)
  })

test('an unknown page says so in the language of the site', async ({ page }) => {
  const answer = await page.goto(at('/nowhere'))
  expect(answer?.status()).toBe(404)
  await expect(page.locator('html')).toHaveAttribute('lang', language())
  await expectAccessible(page)
})

test('the page of all parts breaks no rule', async ({ page }) => {
  await page.goto(at('/dev/parts'))
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'parts')
})
