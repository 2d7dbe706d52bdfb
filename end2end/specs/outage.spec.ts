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

  await page.locator('[name="impact-music"]').selectOption('degraded')
  await page.locator('[name="template"]').selectOption({ index: 1 })
  await page.getByRole('button', { name: word('문구 넣기', 'Fill in') }).click()
  await expect(page.locator('[name="body_ko"]')).toHaveValue(/음악/)
  await expectAccessible(page)
  await look(page, 'incident-filled')

  // without English texts both languages show the Korean ones, which the rest of this test looks for
  for (const name of ['title_en', 'body_en']) await page.locator(`[name="${name}"]`).fill('')
  const start = await page.locator('[name="started_at"]').inputValue()
  const promised = new Date(Date.parse(`${start.slice(0, 16)}Z`) + 2 * 3600_000).toISOString().slice(0, 16)
  await page.locator('[name="next_update_by"]').fill(promised)
  await page.getByLabel(word('제목 (한국어)', 'Title (Korean)')).fill(title)
  await page.getByLabel(word('내용 (한국어)', 'Text (Korean)')).fill('음악이 늦게 시작됩니다. 원인을 찾고 있습니다.')
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

  await page.goto(incident.replace('/console/', '/'))
  await expect(page.locator('[data-until]')).toHaveText(
    new RegExp(word('^.1시간 [0-9]+분 남음.$', '^.in 1 hour [0-9]+ minutes?.$')),
  )

  await page.goto(incident)
  await page.getByRole('link', { name: word('바로잡기', 'Correct'), exact: true }).click()
  await page.locator('[name="body_ko"]').fill('음악이 늦게 시작됩니다. 저장 장치를 바꾸고 있습니다.')
  await expectAccessible(page)
  await look(page, 'incident-correct')
  await page.getByRole('button', { name: word('바로잡은 소식 공개하기', 'Publish the correction') }).click()
  await expect(page.getByText('저장 장치를 바꾸고 있습니다.').first()).toBeVisible()
  await page.getByRole('button', { name: word('증빙 발급하기', 'Issue a proof') }).click()
  await expect(page.getByRole('link', { name: word('문서 받기', 'Document') })).toBeVisible()
  await expectAccessible(page)
  await look(page, 'incident-proof')

  await page.getByRole('link', { name: word('영향 기록 바로잡기', 'Correct these') }).click()
  await page.locator('[name="component"]').selectOption('music')
  await page.locator('[name="from"]').fill(start.slice(0, 16))
  await page.locator('[name="state"][value="partial_outage"]').check()
  await page.getByRole('button', { name: word('바뀌는 내용 확인하기', 'See what will change') }).click()
  await expect(page.locator('[aria-invalid="true"]').first()).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'incident-impacts')
  await page.locator('[name="reason_ko"]').fill('기록을 보니 일부 기기에서는 재생되지 않았습니다.')
  await page.getByRole('button', { name: word('바뀌는 내용 확인하기', 'See what will change') }).click()
  await expect(page.getByText(word('‘느려짐’에서 ‘일부 중단’으로', 'from Degraded to Partial outage')).first()).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await look(page, 'incident-impacts-question')
  await page.getByRole('button', { name: word('바로잡은 기록 공개하기', 'Publish the correction') }).click()
  await expect(page).toHaveURL(incident)

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
