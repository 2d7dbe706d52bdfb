import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts'
import { look } from '../support/look.ts'
import { at, claimantOfProject, signInClaimant, word } from '../support/people.ts'
import { expect, test, withScript } from '../support/test.ts'

test.setTimeout(180_000)

test('an offer is seen and accepted', async ({ page }) => {
  const email = claimantOfProject()
  await signInClaimant(page, email)
  await page.goto(at('/claims'))
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'claims')
  const programme = word('10월 15일 서비스 중단 보상', 'Compensation for the outage of 15 October')
  await page.locator('article', { hasText: programme }).getByRole('link').first().click()

  const accept = page.getByRole('button', { name: /^(₩[\d,]+ 받기|Accept ₩[\d,]+)$/ })
  await expect(accept).toBeVisible()
  await expect(page.locator('main svg').first()).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'offer')
  await page.getByRole('link', { name: word('계산 과정 전체 보기', 'See the whole computation') }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(word('계산 과정 전체', 'The whole computation'))
  await page.locator('summary').first().click()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'computation')
  await page.goBack()
  const check = page.getByRole('button', { name: word('직접 확인하기', 'Check it yourself') })
  if (withScript()) {
    await check.click()
    await expect(page.getByText(word('같은 결과예요.', 'Same result.'))).toBeVisible()
    await expectAccessible(page)
    await look(page, 'checked')
  } else {
    await expect(check).toBeHidden()
  }
  await accept.click()
  await expect(page.getByText(word('수락을 접수했어요.', 'We have your acceptance.'))).toBeVisible()
  await expectAccessible(page)
  await look(page, 'accepted')
})

test('an address typed wrongly is kept and said', async ({ page }) => {
  await page.goto(at('/sign-in'))
  await page.getByLabel(word('이메일 주소', 'E-mail address')).fill('no address')
  await page.getByRole('button', { name: word('로그인 링크 받기', 'Send me a link') }).click()
  await expect(page.getByLabel(word('이메일 주소', 'E-mail address'))).toHaveValue('no address')
  await expect(page).toHaveTitle(new RegExp(word('오류', 'Error')))
  await expectAccessible(page)
  await look(page, 'sign-in-error')
})
