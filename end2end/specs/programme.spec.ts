import { type Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts'
import { look } from '../support/look.ts'
import { at, signInClaimant, signInStaff, word } from '../support/people.ts'
import { expect, test } from '../support/test.ts'

// The engine goes over every account of the demonstration, and the runs of two projects take turns.
test.setTimeout(300_000)

test('a programme goes from two approvers over the engine to a claimant, and back to be approved by two', async ({
  page,
}) => {
  const title = `추가 보상 ${test.info().project.name}`
  const programme = await prepare(page, title)
  await publishAndRun(page, programme)

  const email = lossOfProject()
  await signInClaimant(page, email)
  await page.goto(at('/claims'))
  await page.locator('article', { hasText: title }).getByRole('link').first().click()
  const offer = page.url()
  await expect(page.locator('main svg').first()).toBeVisible()
  await expect(page.getByRole('heading', { name: word('이렇게 계산했어요', 'How it was computed') })).toBeVisible()
  await page.getByRole('button', { name: /^(₩[\d,]+ 받기|Accept ₩[\d,]+)$/ }).click()
  await expect(page.getByText(word('수락을 접수했어요.', 'We have your acceptance.'))).toBeVisible()
  const number = (await page.locator('main').innerText()).match(/M-\d{4}-\w{4}-\w{4}/)?.[0]
  expect(number, 'the reference number of the claim').toBeTruthy()

  await approve(page, 'approver@example.com', `${number}`, word('첫 번째로 승인하기', 'Give the first approval'))
  await approve(page, 'approver2@example.com', `${number}`, word('승인하기', 'Approve'))

  await signInClaimant(page, email)
  await page.goto(offer)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    word('보상이 승인됐어요', 'Your compensation is approved'),
  )
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'approved')
})

/** An approver prepares a programme for the outage of October; where something is missing, what was typed stays. */
async function prepare(page: Page, title: string): Promise<string> {
  await signInStaff(page, 'approver@example.com')
  await page.goto(at('/console/programmes'))
  await judge(page, 'programmes')
  await page.goto(at('/console/programmes/new'))
  await page.locator('[name="title_ko"]').fill(title)
  await page.locator('[name="budget"]').fill('오억')
  await page.getByRole('button', { name: word('준비하기', 'Prepare'), exact: true }).click()
  await expect(page.locator('[name="budget"]')).toHaveValue('오억')
  await judge(page, 'programme-errors')
  const outage = page.locator('[name="incident"] option', { hasText: /판교|Pangyo/ })
  await page.locator('[name="incident"]').selectOption(await outage.getAttribute('value'))
  await page.locator('[name="budget"]').fill('500,000,000')
  await page.getByRole('button', { name: word('준비하기', 'Prepare'), exact: true }).click()
  await expect(page).toHaveURL(/\/console\/programmes\/[0-9a-f-]{36}$/)
  await expect(page.getByText(word('직접 작성한 기준은 공개할 수 없어요', 'You drafted this policy')).first()).toBeVisible()
  await judge(page, 'programme-draft')
  await lowerLimit(page)
  return page.url()
}

/** The policy is edited into a new draft: from a lower amount on, two people approve. */
async function lowerLimit(page: Page): Promise<void> {
  await page.locator('summary', { hasText: word('기준을 고쳐 새 초안 만들기', 'Edit into a new draft') }).click()
  const document = page.locator('[name="policy"]')
  const policy = JSON.parse(await document.inputValue())
  policy.authority_limit.value = 100_000
  await document.fill(JSON.stringify(policy))
  await page.getByRole('button', { name: word('초안으로 저장하기', 'Save as draft') }).click()
  await expect(page.getByText(word('새 초안을 저장했습니다.', 'The new draft is saved.'))).toBeVisible()
}

/** A second approver publishes it and starts the run, and sees what it came to. */
async function publishAndRun(page: Page, programme: string): Promise<void> {
  await signInStaff(page, 'approver2@example.com')
  await page.goto(programme)
  await page.locator('summary', { hasText: word('이 기준 공개하기', 'Publish this policy') }).click()
  await page.getByRole('button', { name: word('공개하기', 'Publish'), exact: true }).click()
  await page.locator('summary', { hasText: word('일괄 계산 시작하기', 'Start a run') }).click()
  await page.getByRole('button', { name: word('계산 시작하기', 'Start'), exact: true }).click()
  await judge(page, 'run')
  await expect(async () => {
    await page.goto(programme)
    await expect(page.getByRole('row', { name: word('보상 제안', 'Offer') })).toBeVisible({ timeout: 500 })
    await expect(page.getByText(word('계산 중지하기', 'Stop the run'))).toHaveCount(0, { timeout: 500 })
  }).toPass({ timeout: 240_000, intervals: [1_000] })
  await judge(page, 'programme-done')
}

async function approve(page: Page, email: string, number: string, button: string): Promise<void> {
  await signInStaff(page, email)
  await page.goto(at(`/console/claims?q=${number}`))
  await judge(page, `queue-${email.split('@')[0]}`)
  await page.getByRole('row', { name: number }).getByRole('link').first().click()
  await judge(page, `claim-${email.split('@')[0]}`)
  await page.getByRole('button', { name: button, exact: true }).click()
  await expect(page.getByRole('status')).toBeVisible()
}

async function judge(page: Page, name: string): Promise<void> {
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, name)
}

/** Somebody whose loss is far above what one person approves; another one in each project. */
function lossOfProject(): string {
  const people: Record<string, string> = {
    'ko-phone-js': 'm764@example.net',
    'ko-phone-nojs': 'm799@example.org',
    'ko-desk-js': 'm777@example.org',
    'ko-desk-nojs': 'm703@example.org',
    'en-phone-js': 'm961@example.com',
    'en-phone-nojs': 'm965@example.org',
    'en-desk-js': 'm940@example.com',
    'en-desk-nojs': 'm943@example.org',
  }
  return people[test.info().project.name] ?? ''
}
