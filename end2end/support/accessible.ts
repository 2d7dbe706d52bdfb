import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, withScript } from './test.ts'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** The page, as it is now, breaks no rule that a machine can check, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  const checked = withScript() ? page : await copyWithScript(page)
  for (const colorScheme of ['light', 'dark'] as const) {
    await checked.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page: checked }).withTags(RULES).analyze()
    const found = violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`))
    expect(found, `rules broken at ${page.url()} in ${colorScheme}`).toEqual([])
  }
  await (checked === page ? page.emulateMedia({ colorScheme: null }) : checked.context().close())
}

/**
 * The checker is a script and waits for timers, which do not run where scripts are off. So it gets what people see
 * there, in a page of its own: the same text without its scripts, and what stands in for them in view.
 */
async function copyWithScript(page: Page): Promise<Page> {
  const context = await page.context().browser()!.newContext({ javaScriptEnabled: true })
  const html = await page.content()
  const body = html.replace(/<script\b.*?<\/script>/gis, '').replace(/<(\/?)noscript\b/gi, '<$1div')
  const copy = await context.newPage()
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }))
  await copy.goto(page.url())
  return copy
}

/** Nothing sticks out to the right: people scroll one way only. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(excess, `pixels wider than the screen at ${page.url()}`).toBeLessThanOrEqual(0)
}
