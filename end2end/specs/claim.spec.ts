import { type Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts'
import { look } from '../support/look.ts'
import { at, claimantOfProject, signInClaimant, signInStaff, word } from '../support/people.ts'
import { expect, test } from '../support/test.ts'

test.setTimeout(180_000)

test('an offer is seen, accepted, approved by two people, and seen approved', async ({ page }) => {
  const email = claimantOfProject()
  await signInClaimant(page, email)
  await page.goto(at('/claims'))
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'claims')
  await page.locator('main a[href*="/claims/"]').first().click()

  const accept = page.getByRole('button', { name: /^(₩[\d,]+ 받기|Accept ₩[\d,]+)$/ })
  await expect(accept).toBeVisible()
  await expect(page.locator('main svg').first()).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'offer')
  const offer = page.url()
  const number = (await page.locator('main').innerText()).match(/M-\d{4}-\w{4}-\w{4}/)?.[0] ?? ''
  expect(number).not.toBe('')

  await accept.click()
  await expect(page.getByText(word('수락을 접수했어요.', 'We have your acceptance.'))).toBeVisible()
  await expectAccessible(page)
  await look(page, 'accepted')

  await approve(page, 'approver@example.com', number, word('첫 번째로 승인하기', 'Give the first approval'))
  await approve(page, 'approver2@example.com', number, word('승인하기', 'Approve'))

  await signInClaimant(page, email)
  await page.goto(offer)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    word('보상이 승인됐어요', 'Your compensation is approved'),
  )
  await look(page, 'approved')
})

async function approve(page: Page, email: string, number: string, button: string): Promise<void> {
  await signInStaff(page, email)
  await page.goto(at(`/console/claims?q=${number}`))
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, `queue-${email.split('@')[0]}`)
  await page.getByRole('row', { name: number }).getByRole('link').first().click()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, `claim-${email.split('@')[0]}`)
  await page.getByRole('button', { name: button, exact: true }).click()
  await expect(page).toHaveURL(/\/console\/claims\/[0-9a-f-]{36}$/)
}

test('who disagrees says why, and keeps what was typed where something is missing', async ({ page }) => {
  await page.goto(at('/sign-in'))
  await page.getByLabel(word('이메일 주소', 'E-mail address')).fill('no address')
  await page.getByRole('button', { name: word('로그인 링크 받기', 'Send me a link') }).click()
  await expect(page.getByLabel(word('이메일 주소', 'E-mail address'))).toHaveValue('no address')
  await expect(page).toHaveTitle(new RegExp(word('오류', 'Error')))
  await expectAccessible(page)
  await look(page, 'sign-in-error')
})
