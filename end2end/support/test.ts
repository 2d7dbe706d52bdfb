import { test as base, expect, type ConsoleMessage, type Page, type Response } from '@playwright/test'

/**
 * Playwright's `test`, which also fails when a page complained: an error in the console, a breach of the content
 * security policy, an exception nobody caught, a part that did not load.
 */
export const test = base.extend<{ quiet: void }>({
  quiet: [
    async ({ page }, use) => {
      const complaints = listenForComplaints(page)
      await use()
      expect(complaints(), 'complaints of the page').toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

/** Whether this project runs scripts; for the few steps that differ. */
export function withScript(): boolean {
  return test.info().project.use.javaScriptEnabled !== false
}

/** The language of this project: `ko` or `en`. */
export function language(): 'ko' | 'en' {
  return test.info().project.use.locale?.startsWith('ko') ? 'ko' : 'en'
}

function listenForComplaints(page: Page): () => string[] {
  const messages: ConsoleMessage[] = []
  const thrown: string[] = []
  const pages = new Set<string>()
  page.on('console', (message) => message.type() === 'error' && messages.push(message))
  page.on('pageerror', (error) => thrown.push(error.message))
  page.on('response', (response) => isPage(response) && pages.add(response.url()))
  // A whole page may answer 404 or 422 on purpose, and Chromium calls that an error; its parts may not.
  const onPurpose = (message: ConsoleMessage) =>
    message.text().startsWith('Failed to load resource') && pages.has(message.location().url)
  return () => [...thrown, ...messages.filter((message) => !onPurpose(message)).map((message) => message.text())]
}

/** A page that is gone to, or one that a form which sends itself asks for to show parts of it. */
function isPage(response: Response): boolean {
  const request = response.request()
  const isHtml = response.headers()['content-type']?.startsWith('text/html') ?? false
  return request.isNavigationRequest() || (request.resourceType() === 'fetch' && isHtml)
}
