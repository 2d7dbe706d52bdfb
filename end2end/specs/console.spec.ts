import { type Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts'
import { look } from '../support/look.ts'
import { at, signInStaff, word } from '../support/people.ts'
import { expect, test, withScript } from '../support/test.ts'

/** Stands for the address of the demonstration's programme: the last of the list, since other tests open further ones. */
const PROGRAMME = '/console/programmes/:demonstration'

/** Every page of the console that no journey passes, by who works with it. */
const PLACES: Record<string, Record<string, string>> = {
  'admin@example.com': {
    components: '/console/components',
    component: '/console/components/pay-qr',
    'component-new': '/console/components/new',
    'component-group': '/console/component-groups/pay',
    shocks: '/console/shocks',
    'shock-new': '/console/shocks/new',
    people: '/console/people',
    tokens: '/console/tokens',
    'monitoring-settings': '/console/monitoring',
    'probe-new': '/console/monitoring/probes/new/http',
  },
  'publisher@example.com': {
    incidents: '/console/incidents',
    maintenance: '/console/maintenance',
    monitoring: '/console/monitoring',
    'maintenance-new': '/console/maintenance/new',
    templates: '/console/templates',
    'template-new': '/console/templates/new',
    reports: '/console/reports',
  },
  'auditor@example.com': { audit: '/console/audit', deliveries: '/console/deliveries', adjustments: `${PROGRAMME}/adjustments` },
}

for (const [email, places] of Object.entries(PLACES))
  test(`the console's pages of ${email} are whole, accessible and fit the screen`, async ({ page }) => {
    await signInStaff(page, email)
    for (const [name, path] of Object.entries(places)) {
      const answer = await page.goto(await found(page, path))
      expect(answer?.status(), path).toBe(200)
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
      await look(page, `console-${name}`)
    }
  })

/** A place's address in the language of this project. */
async function found(page: Page, path: string): Promise<string> {
  if (!path.startsWith(PROGRAMME)) return at(path)
  await page.goto(at('/console/programmes'))
  const programme = await page.getByRole('row').last().getByRole('link').first().getAttribute('href')
  return `${programme}${path.slice(PROGRAMME.length)}`
}

test('a policy is tried on all accounts without offering anything', async ({ page }) => {
  await signInStaff(page, 'approver@example.com')
  await page.goto(at('/console/programmes'))
  await page.getByRole('row').last().getByRole('link').first().click()
  await page.locator('main a[href*="/try"]').first().click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'console-try')
  const slider = page.locator('input[type="range"]').first()
  if (!withScript()) {
    await expect(slider).toBeHidden()
    return
  }
  const cost = page.locator('#result dd').first()
  const before = await cost.innerText()
  await slider.focus()
  await slider.press('Home')
  await expect(page.locator('[name="coverage"]')).toHaveValue('0%')
  await expect(cost).not.toHaveText(before)
  await expect(page).toHaveURL(/coverage=0/)
  await page.locator('[name="coverage"]').fill('50%')
  await expect(slider).toHaveValue('50')
  await expect(page).toHaveURL(/coverage=50/)
  await page.locator('[name="limit"]').fill('many')
  await expect(page.locator('#problems').getByRole('link')).toBeVisible()
  await expectAccessible(page)
  await look(page, 'console-try-wrong')
})

test('an outage is placed where none was, and the page says what would have been paid for nothing', async ({ page }) => {
  test.setTimeout(400_000)
  await signInStaff(page, 'approver@example.com')
  await page.goto(at('/console/programmes'))
  await page.getByRole('row').last().getByRole('link').first().click()
  await page.locator('main a[href$="/backtests"]').click()
  const address = page.url()
  const start = page.getByRole('button', { name: word('백테스트 시작하기', 'Start a back-test') })
  const result = page.getByRole('heading', { name: word('결과', 'Result'), exact: true })
  // projects follow each other: what one has started the next finds at work or done
  if ((await result.count()) === 0 && (await start.count()) === 1) {
    await expectAccessible(page)
    await look(page, 'console-backtest-none')
    await start.click()
    await expect(page.getByRole('status')).toBeVisible()
    await expectAccessible(page)
    await look(page, 'console-backtest-started')
  }
  await expect(async () => {
    await page.goto(address)
    await expect(result).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 360_000, intervals: [2_000] })
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'console-backtest')
})

test('the cohorts stand on the public page of a programme, with their back-test', async ({ page }) => {
  await page.goto(at('/'))
  // newest first: above the demonstration's may stand one that another test has just opened, with no cohorts yet
  await page.locator('a[href*="/programmes/"]').last().click()
  await expect(page.getByRole('heading', { name: word('비슷한 계정별 손실률', 'Loss measured over like accounts') })).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'programme-cohorts')
})

test("a person's page is whole and accessible", async ({ page }) => {
  await signInStaff(page, 'admin@example.com')
  await page.goto(at('/console/people'))
  await page.locator('main table a').first().click()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'console-person')
})

test('a reviewer leaves a sale out with a reason, and the account is computed again', async ({ page }) => {
  await signInStaff(page, 'reviewer@example.com')
  // tests of several projects share the reviewer and perhaps the claim, but no day
  await page.goto(at('/console/claims?state=appealed'))
  const waiting = page.locator('main table a')
  if ((await waiting.count()) === 0) await page.goto(at('/console/claims?state=in_review'))
  await waiting.first().click()
  const start = page.getByRole('button', { name: word('심사 시작하기', 'Start review') })
  if (await start.isVisible()) await start.click()
  await page.getByRole('link', { name: word('거래 살펴보기', 'Transactions'), exact: true }).click()
  const remarkable = page.url()
  const day = 18 + test.info().config.projects.findIndex(({ name }) => name === test.info().project.name)
  let chosen = page.locator('input[name="reference"]')
  for (const month of ['09', '08', '07']) {
    await page.goto(`${remarkable}?day=2022-${month}-${day}`)
    chosen = page.locator('input[name="reference"]')
    if ((await chosen.count()) > 0) break
  }
  await chosen.first().check()
  await page.getByRole('button', { name: word('고른 거래 빼고 계산하기', 'Leave out what is chosen') }).click()
  await expect(page.getByRole('alert')).toContainText(word('빼는 이유를 골라 주세요', 'Choose why it is left out'))
  await expect(chosen.first()).toBeChecked()
  await page.getByLabel(word('일회성 거래', 'One-off')).check()
  await page.getByLabel(word('설명', 'Explanation')).fill(`단체 주문 ${test.info().project.name}`)
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'console-transactions')
  await page.getByRole('button', { name: word('고른 거래 빼고 계산하기', 'Leave out what is chosen') }).click()
  await expect(page.getByText(`단체 주문 ${test.info().project.name}`)).toBeVisible()
  await page.locator('.revision summary').first().click()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'console-revision')
  await page.goto(remarkable)
  await expect(page.getByRole('row', { name: `단체 주문 ${test.info().project.name}` })).toBeVisible()
})
