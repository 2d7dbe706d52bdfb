import { type Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts'
import { look } from '../support/look.ts'
import { at, signInStaff, word } from '../support/people.ts'
import { expect, test } from '../support/test.ts'

/** The link to a partner page in the newest mail to an address. */
async function linkTo(page: Page, key: string, email: string): Promise<string> {
  const link = new RegExp(`/(?:en/)?partners/${key}/sign-in/[0-9a-f]{64}`)
  let found: string | undefined
  await expect(async () => {
    const text = await (await page.request.get(`/dev/mail?to=${encodeURIComponent(email)}`)).text()
    found = text.match(link)?.[0]
    expect(found).toBeTruthy()
  }).toPass({ timeout: 20_000 })
  return found ?? ''
}

/** The page is whole and accessible and fits the screen; its picture is kept. */
async function stands(page: Page, name: string): Promise<void> {
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, name)
}

test('a partner sees by a link what the public does not', async ({ page }) => {
  test.setTimeout(300_000)
  const project = test.info().project.name
  const [key, component] = [`card-${project}`, `inner-${project}`]
  const [email, title] = [`partner-${project}@example.com`, `정산망이 멈췄습니다 ${project}`]

  await signInStaff(page, 'admin@example.com')
  await page.goto(at('/console/components/new'))
  await page.getByLabel(word('영문 키', 'Key'), { exact: true }).fill(component)
  await page.getByLabel(word('이름 (한국어)', 'Name (Korean)')).fill(`카드 정산망 ${project}`)
  await page.getByLabel(word('이름 (영어)', 'Name (English)')).fill(`Card settlement ${project}`)
  await page.locator('[name="group"]').selectOption('pay')
  await page.locator('[name="audience"][value="private"]').check()
  await stands(page, 'partners-component')
  await page.getByRole('button', { name: word('서비스 추가하기', 'Add a component') }).click()
  await expect(page.getByText(component)).toBeVisible()
  await page.goto(at(`/console/components/${component}`))
  await page.locator('[name="audience"][value="public"]').check()
  await page.getByRole('button', { name: word('저장하기', 'Save'), exact: true }).click()
  await expect(page.locator('[name="audience_confirmed"]')).toBeVisible()
  await stands(page, 'partners-component-asked')

  await page.goto(at('/console/partner-pages/new'))
  await page.getByLabel(word('주소 이름', 'Name in the address')).fill(key)
  await page.getByLabel(word('이름 (한국어)', 'Name (Korean)')).fill('카드사')
  await page.getByLabel(word('이름 (영어)', 'Name (English)')).fill('Card networks')
  for (const shown of ['pay-qr', component]) await page.locator(`[name="components"][value="${shown}"]`).check()
  const addresses = page.getByLabel(word('볼 수 있는 이메일 주소', 'E-mail addresses that may sign in'))
  await addresses.fill(`${email}\nno address`)
  const add = page.getByRole('button', { name: word('파트너 페이지 만들기', 'Add a partner page') })
  await add.click()
  await expect(page.getByRole('alert')).toContainText('no address')
  await stands(page, 'partners-new-wrong')
  await addresses.fill(email)
  await add.click()
  await expect(page).toHaveURL(new RegExp(`/console/partner-pages/${key}$`))
  await stands(page, 'partners-page')
  await page.goto(at('/console/partner-pages'))
  await expect(page.getByText(`/partners/${key}`)).toBeVisible()
  await stands(page, 'partners-list')

  await signInStaff(page, 'publisher@example.com')
  await page.goto(at('/console/incidents/new'))
  await page.getByLabel(word('제목 (한국어)', 'Title (Korean)')).fill(title)
  await page.getByLabel(word('내용 (한국어)', 'Text (Korean)')).fill('원인을 찾고 있습니다.')
  await page.locator(`[name="impact-${component}"]`).selectOption('partial_outage')
  await stands(page, 'partners-incident')
  await page.getByRole('button', { name: word('공개하기', 'Publish') }).click()
  await expect(page).toHaveURL(/\/console\/incidents\/[0-9a-f-]{36}$/)
  await expect(page.getByText(word('비공개', 'Private'), { exact: true }).first()).toBeVisible()
  const incident = page.url()

  await page.context().clearCookies()
  await page.goto(at(`/partners/${key}`))
  await expect(page.getByText(title)).toHaveCount(0)
  await stands(page, 'partners-sign-in')
  await page.getByLabel(word('이메일 주소', 'E-mail address')).fill(email)
  await page.getByRole('button', { name: word('로그인 링크 받기', 'Send me a link') }).click()
  await stands(page, 'partners-sent')
  await page.goto(await linkTo(page, key, email))
  await stands(page, 'partners-confirm')
  await page.getByRole('button', { name: word('로그인하기', 'Sign in'), exact: true }).click()
  await expect(page).toHaveURL(new RegExp(`/partners/${key}$`))
  await expect(page.getByText(title)).toBeVisible()
  await stands(page, 'partners-status')
  await page.getByRole('link', { name: title }).click()
  await expect(page).toHaveURL(new RegExp(`/partners/${key}/incidents/`))
  await stands(page, 'partners-incident-page')
  await page.goto(at(`/partners/${key}/uptime`))
  await expect(page.getByText(word(`카드 정산망 ${project}`, `Card settlement ${project}`)).first()).toBeVisible()
  await stands(page, 'partners-uptime')
  await page.goto(at('/'))
  await expect(page.getByText(title)).toHaveCount(0)
  await page.goto(at(`/partners/${key}`))
  await page.getByRole('button', { name: word('로그아웃', 'Sign out') }).click()
  await expect(page.getByText(title)).toHaveCount(0)

  await signInStaff(page, 'publisher@example.com')
  await page.goto(incident)
  await page.locator('[name="status"][value="resolved"]').check()
  await page.getByLabel(word('내용 (한국어)', 'Text (Korean)')).fill('해결했습니다.')
  await page.getByRole('button', { name: word('공개하기', 'Publish') }).click()
  await expect(page.getByText('해결했습니다.').first()).toBeVisible()
})
