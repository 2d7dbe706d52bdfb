import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Page } from '@playwright/test'
import { expect, language, test } from './test.ts'

/** Everyone's password in the demonstration. */
const PASSWORD = 'makewhole-demo-2022'

/** A path in the language of this project. */
export function at(path: string): string {
  if (language() === 'ko') return path
  return path === '/' ? '/en' : `/en${path}`
}

/** One of two words, by the language of this project. */
export function word(ko: string, en: string): string {
  return language() === 'ko' ? ko : en
}

/**
 * Signs somebody of the operator in. The session is kept for the tests that follow: the server slows down who tries
 * passwords all the time, and the tests are no exception.
 */
export async function signInStaff(page: Page, email: string): Promise<void> {
  await page.context().clearCookies()
  const folder = join(process.env.END2END_DATA ?? '.', '..', `makewhole-sessions-${process.env.END2END_PORT}`)
  const kept = join(folder, `${email}.json`)
  if (existsSync(kept)) {
    await page.context().addCookies(JSON.parse(readFileSync(kept, 'utf8')))
    await page.goto(at('/console'))
    return
  }
  await page.goto(at('/console/sign-in'))
  await page.getByLabel(word('이메일 주소', 'E-mail address')).fill(email)
  await page.getByLabel(word('비밀번호', 'Password')).fill(PASSWORD)
  await page.getByRole('button', { name: word('로그인', 'Sign in'), exact: true }).click()
  await expect(page).toHaveURL(/\/console$/)
  mkdirSync(folder, { recursive: true })
  writeFileSync(kept, JSON.stringify(await page.context().cookies()))
}

/** Asks for a sign-in link, reads it in the demonstration's mailbox, and follows it. */
export async function signInClaimant(page: Page, email: string): Promise<void> {
  await page.context().clearCookies()
  await page.goto(at('/sign-in'))
  await page.getByLabel(word('이메일 주소', 'E-mail address')).fill(email)
  const before = await newestLink(page, email)
  await page.getByRole('button', { name: word('로그인 링크 받기', 'Send me a link') }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(word('메일을 확인해 주세요', 'Check your mail'))
  await page.goto(await nextLink(page, email, before))
  await page.getByRole('button', { name: word('로그인하기', 'Sign in'), exact: true }).click()
  await expect(page).toHaveURL(/\/claims/)
}

/** The newest link in the mailbox for an address, if there is one. */
async function newestLink(page: Page, email: string): Promise<string | undefined> {
  const text = await (await page.request.get(`/dev/mail?to=${encodeURIComponent(email)}`)).text()
  const mail = text.split('class="card mail"').find((part) => part.includes(email) && /\/sign-in\/[0-9a-f]{64}/.test(part))
  return mail?.match(/\/(?:en\/)?sign-in\/[0-9a-f]{64}/)?.[0]
}

/** The link after `before`, which may be used up; mail is delivered beside the answer, so it is waited for. */
async function nextLink(page: Page, email: string, before: string | undefined): Promise<string> {
  let found: string | undefined
  await expect(async () => {
    found = await newestLink(page, email)
    expect(found !== undefined && found !== before).toBeTruthy()
  }).toPass({ timeout: 20_000 })
  return found ?? ''
}

/** Somebody whose offer needs two people, another one in each project: what one project accepts is gone for the rest. */
export function claimantOfProject(): string {
  const claimants: Record<string, string> = {
    'ko-phone-js': 'bom@example.com',
    'ko-phone-nojs': 'noeul@example.com',
    'ko-desk-js': 'm913@example.com',
    'ko-desk-nojs': 'm682@example.org',
    'en-phone-js': 'm1008@example.com',
    'en-phone-nojs': 'm1013@example.org',
    'en-desk-js': 'm1020@example.org',
    'en-desk-nojs': 'm1041@example.org',
  }
  const claimant = claimants[test.info().project.name]
  if (!claimant) throw new Error('a project without its claimant')
  return claimant
}
