import { look } from '../support/look.ts'
import { expect, test } from '../support/test.ts'

// the width between the margins of an A4 page
test.use({ viewport: { width: 700, height: 990 }, isMobile: false, hasTouch: false })

const PAGES = { status: '/', uptime: '/uptime/2022-10', history: '/history/2022-10' }

for (const [name, path] of Object.entries(PAGES))
  test(`the public page ${name} is printed whole, without what only a screen can use`, async ({ page }) => {
    await page.emulateMedia({ media: 'print', colorScheme: 'light' })
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    for (const part of ['nav', 'form', 'button', '.btn', '.foot'])
      for (const one of await page.locator(part).all()) await expect(one).toBeHidden()
    const folded = page.locator('details > :not(summary)')
    for (const one of await folded.all()) await expect(one).toBeVisible()
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(excess).toBeLessThanOrEqual(0)
    await look(page, `print-${name}`)
  })

test('an incident is printed with all its updates', async ({ page }) => {
  await page.goto('/history/2022-10')
  await page.locator('main a[href^="/incidents/"]').first().click()
  await page.emulateMedia({ media: 'print', colorScheme: 'light' })
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  for (const one of await page.locator('nav, form, .btn').all()) await expect(one).toBeHidden()
  await look(page, 'print-incident')
})
