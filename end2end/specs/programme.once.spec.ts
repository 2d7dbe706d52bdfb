import { expectAccessible } from '../support/accessible.ts'
import { look } from '../support/look.ts'
import { at, signInStaff, word } from '../support/people.ts'
import { expect, test } from '../support/test.ts'

test.setTimeout(240_000)

test('a programme is prepared, published by a second person, and run over every account', async ({ page }) => {
  await signInStaff(page, 'approver@example.com')
  await page.goto(at('/console/programmes'))
  await expectAccessible(page)
  await look(page, 'programmes')
  await page.goto(at('/console/programmes/new'))
  await expectAccessible(page)
  await page.locator('[name="incident"]').selectOption({ label: await outage(page) })
  await page.locator('[name="title_ko"]').fill('두 번째 보상')
  await page.locator('[name="criteria_ko"]').fill('거래 기록으로 계산합니다.')
  await page.locator('[name="opens_at"]').fill('2022-12-29T00:00')
  await page.locator('[name="closes_at"]').fill('2023-02-28T00:00')
  await page.locator('[name="budget"]').fill('500,000,000')
  await page.getByRole('button', { name: word('준비하기', 'Prepare'), exact: true }).click()
  await expect(page).toHaveURL(/\/console\/programmes\/[0-9a-f-]{36}$/)
  const programme = page.url()
  await expect(page.getByText(word('직접 작성한 기준은 공개할 수 없어요', 'You drafted this policy')).first()).toBeVisible()
  await expectAccessible(page)
  await look(page, 'programme-draft')

  await signInStaff(page, 'approver2@example.com')
  await page.goto(programme)
  await page.locator('summary', { hasText: word('이 기준 공개하기', 'Publish this policy') }).click()
  await page.getByRole('button', { name: word('공개하기', 'Publish'), exact: true }).click()
  await page.locator('summary', { hasText: word('일괄 계산 시작하기', 'Start a run') }).click()
  await page.getByRole('button', { name: word('계산 시작하기', 'Start'), exact: true }).click()
  await expect(async () => {
    await page.goto(programme)
    await expect(page.getByText(word('보상액 제안', 'Offer')).first()).toBeVisible({ timeout: 500 })
    await expect(page.getByText(word('계산 멈추기', 'Stop the run'))).toHaveCount(0, { timeout: 500 })
  }).toPass({ timeout: 200_000, intervals: [2_000] })
  await expectAccessible(page)
  await look(page, 'programme-done')
})

async function outage(page: import('@playwright/test').Page): Promise<string> {
  const options = await page.locator('[name="incident"] option').allTextContents()
  return options.find((option) => option.includes('판교')) ?? ''
}
