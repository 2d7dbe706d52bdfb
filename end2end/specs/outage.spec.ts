import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts'
import { look } from '../support/look.ts'
import { at, signInStaff, word } from '../support/people.ts'
import { expect, test } from '../support/test.ts'

test('an outage declared in the console is on the public page at once, until it is resolved', async ({ page }) => {
  const title = `음악 재생이 느립니다 ${test.info().project.name}`
  await signInStaff(page, 'publisher@example.com')
  await look(page, 'desk')
  await expectAccessible(page)

  await page.goto(at('/console/incidents/new'))
  await page.getByRole('button', { name: word('공개하기', 'Publish') }).click()
  await expect(page.getByRole('alert').or(page.locator('.errors, .error-summary')).first()).toBeVisible()
  await expectAccessible(page)
  await look(page, 'incident-errors')

  await page.getByLabel(word('제목 (한국어)', 'Title (Korean)')).fill(title)
  await page.getByLabel(word('내용 (한국어)', 'Text (Korean)')).fill('음악이 늦게 시작됩니다. 원인을 찾고 있습니다.')
  await page.locator('[name="impact-music"]').selectOption('degraded')
  await page.getByRole('button', { name: word('공개하기', 'Publish') }).click()
  await expect(page).toHaveURL(/\/console\/incidents\/[0-9a-f-]{36}$/)
  const incident = page.url()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'incident')

  await expect(async () => {
    await page.goto(at('/'))
    await expect(page.getByText(title).first()).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 10_000 })
  await expectAccessible(page)
  await look(page, 'status-during')

  await page.goto(incident)
  await page.locator('[name="status"][value="resolved"]').check()
  await page.getByLabel(word('내용 (한국어)', 'Text (Korean)')).fill('해결했습니다.')
  await page.getByRole('button', { name: word('공개하기', 'Publish') }).click()
  await expect(page.getByText('해결했습니다.').first()).toBeVisible()
  await page.goto(incident.replace('/console/', '/'))
  await expect(async () => {
    await page.reload()
    await expect(page.getByText('해결했습니다.').first()).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 10_000 })
  await expectAccessible(page)
  await look(page, 'incident-public')
})
