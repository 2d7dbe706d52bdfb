import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts'
import { look } from '../support/look.ts'
import { at, signInStaff } from '../support/people.ts'
import { expect, test } from '../support/test.ts'

/** Every page of the console that no journey passes, by who works with it. */
const PLACES: Record<string, Record<string, string>> = {
  'admin@example.com': {
    components: '/console/components',
    component: '/console/components/pay-qr',
    'component-new': '/console/components/new',
    'component-group': '/console/component-groups/pay',
    people: '/console/people',
  },
  'publisher@example.com': {
    incidents: '/console/incidents',
    maintenance: '/console/maintenance',
    'maintenance-new': '/console/maintenance/new',
  },
  'auditor@example.com': { audit: '/console/audit', deliveries: '/console/deliveries' },
}

for (const [email, places] of Object.entries(PLACES))
  test(`the console's pages of ${email} are whole, accessible and fit the screen`, async ({ page }) => {
    await signInStaff(page, email)
    for (const [name, path] of Object.entries(places)) {
      const answer = await page.goto(at(path))
      expect(answer?.status(), path).toBe(200)
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
      await look(page, `console-${name}`)
    }
  })

test('a policy is tried on all accounts without offering anything', async ({ page }) => {
  await signInStaff(page, 'approver@example.com')
  await page.goto(at('/console/programmes'))
  await page.getByRole('row').last().getByRole('link').first().click()
  await page.locator('main a[href*="/try"]').first().click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'console-try')
})

test("a person's page is whole and accessible", async ({ page }) => {
  await signInStaff(page, 'admin@example.com')
  await page.goto(at('/console/people'))
  await page.locator('main table a').first().click()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'console-person')
})
