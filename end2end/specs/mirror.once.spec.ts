import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
// not the project's own test: a mirror has no stream, which the browser says and the page expects
import { expect, test } from '@playwright/test'

const folder = join(process.env.END2END_DATA!, 'mirror')
const types: Record<string, string> = { '.html': 'text/html', '.json': 'application/json' }

/** A plain file server over the mirror, at a time of its own; `changed` is put into the answers of a path. */
async function fileServer(time: { now: number }, changed: Map<string, (body: string) => string>) {
  const server = createServer(async (request, answer) => {
    const { pathname } = new URL(request.url!, 'http://localhost')
    const file = join(folder, extname(pathname) ? pathname : join(pathname, 'index.html'))
    answer.setHeader('date', new Date(time.now).toUTCString())
    try {
      const body = await readFile(file, 'utf8')
      answer.setHeader('content-type', types[extname(file)] ?? 'text/plain')
      answer.end((changed.get(pathname) ?? ((same) => same))(body))
    } catch {
      answer.writeHead(404).end()
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

test('a mirror tells its age, learns what is new, and is not green once it is old', async ({ page, browser }) => {
  const heartbeat = () => JSON.parse(readFileSync(join(folder, 'heartbeat.json'), 'utf8')) as { at: number }
  await expect.poll(() => { try { return heartbeat().at } catch { return 0 } }, { timeout: 60_000 }).toBeGreaterThan(0)
  const time = { now: heartbeat().at + 90_000 }
  const changed = new Map<string, (body: string) => string>()
  // the demonstration goes on meanwhile; what is looked at here stands still
  const at = heartbeat().at
  changed.set('/heartbeat.json', () => JSON.stringify({ at, state: 'one' }))
  const { server, address } = await fileServer(time, changed)
  try {
    await page.clock.install()
    await page.goto(address)
    await expect(page.locator('.asof [data-age]')).toHaveText('1분 전')
    await expect(page.locator('.state h1')).toBeVisible()
    await expect(page.locator('.lost h1')).toBeHidden()

    changed.set('/heartbeat.json', () => JSON.stringify({ at, state: 'two' }))
    changed.set('/', (body) => body.replace(/(<div class="state">.*?<h1>)[^<]*/s, '$1새 소식이 있습니다'))
    await page.clock.runFor(31_000)
    await expect(page.locator('.state h1')).toHaveText('새 소식이 있습니다')

    time.now = at + 10.5 * 60_000
    await page.clock.runFor(31_000)
    await expect(page.locator('.lost [data-age]')).toHaveText('10분 전')
    await expect(page.locator('.state h1')).toBeHidden()
    await expect(page.locator('.lost h1')).toBeVisible()

    const plain = await browser.newContext({ javaScriptEnabled: false })
    const without = await plain.newPage()
    await without.goto(address)
    // the driver's own text selectors pass over what stands in a noscript
    const said = () => without.locator('.asof noscript').innerText()
    expect(await said()).toContain('5분 넘게 지난 시각이라면')
    await without.goto(`${address}/en/history`)
    expect(await said()).toContain('If that is more than five minutes ago')
    await plain.close()
  } finally {
    server.close()
  }
})
