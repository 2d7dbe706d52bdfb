import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { Statuspage } from 'statuspage.io'
import { elsewhere } from '../support/elsewhere.ts'
import { look } from '../support/look.ts'

// Published clients of the Statuspage API, as they are: none of them knows this program.

const load = createRequire(import.meta.url)
const here = fileURLToPath(new URL('..', import.meta.url))
const support = join(here, 'support')
const modules = join(here, 'node_modules')

/** The whole summary as it is served. */
async function served(baseURL: string | undefined): Promise<Body> {
  return (await fetch(`${baseURL}/api/v2/summary.json`)).json() as Promise<Body>
}

interface Body {
  status: { indicator: string; description: string }
  components: { name: string; group: boolean }[]
  incidents: { name: string }[]
  scheduled_maintenances: { name: string }[]
}

const names = (things: { name: string }[]) => things.map(({ name }) => name)

test('statuspage.io reads all bodies', async ({ baseURL }) => {
  const client = new Statuspage('ours')
  client.setApiUrl(baseURL!)
  const summary = await served(baseURL)
  expect((await client.api.getStatus()).status).toEqual(summary.status)
  expect(names((await client.api.getComponents()).components)).toEqual(names(summary.components))
  expect(names((await client.api.getSummary()).incidents)).toEqual(names(summary.incidents))
  expect(names((await client.api.incidents.getAll()).incidents).length).toBeGreaterThan(0)
  expect(names((await client.api.incidents.getUnresolved()).incidents)).toEqual(names(summary.incidents))
  const { getAll, getActive, getUpcoming } = client.api.scheduledMaintenances
  for (const ask of [getAll, getActive, getUpcoming])
    expect((await ask.call(client.api.scheduledMaintenances)).scheduled_maintenances).toBeInstanceOf(Array)
})

test('@aero/statuspage reads all bodies', async ({ baseURL }) => {
  const { StatusPageClient, maintenances } = load('@aero/statuspage')
  const ask = () => new StatusPageClient(baseURL)
  const summary = await served(baseURL)
  const whole = await ask().summary()
  expect(whole.status.description).toBe(summary.status.description)
  expect(whole.page.updated.getTime()).not.toBeNaN()
  const groups = summary.components.filter(({ group }) => group).length
  expect(whole.components.length, 'groups and components without one').toBeGreaterThanOrEqual(groups)
  expect(names(whole.components[0].children).length).toBeGreaterThan(0)
  expect((await ask().status()).status.indicator).toBe(summary.status.indicator)
  expect((await ask().incidents(false)).length).toBeGreaterThan(0)
  expect(names(await ask().incidents(true))).toEqual(names(summary.incidents))
  for (const kind of Object.values(maintenances))
    expect(await ask().maintenances(kind)).toBeInstanceOf(Array)
})

test("the vendor's widget shows the state on another site", async ({ page, baseURL }) => {
  const script = readFileSync(join(modules, '@statuspage', 'status-widget', 'dist', 'index.js'))
  const html = `<!doctype html><title>Elsewhere</title><statuspage-widget src="${baseURL}"></statuspage-widget>`
  const site = await elsewhere({
    '/': { type: 'text/html', body: `${html}<script src="/widget.js"></script>` },
    '/widget.js': { type: 'text/javascript', body: script },
  })
  await page.goto(site.address)
  await expect(page.getByText((await served(baseURL)).status.description)).toBeVisible()
  site.close()
})

test('our own widget and badge show the state on another site, in its language', async ({ page, baseURL }) => {
  const { indicator } = (await served(baseURL)).status
  for (const [prefix, words] of [['', '모든 서비스'], ['/en', 'All']] as const) {
    const html = `<!doctype html><title>Elsewhere</title><p><script src="${baseURL}${prefix}/embed.js"></script></p>
      <p><img src="${baseURL}${prefix}/badge.svg" alt="badge"></p>`
    const site = await elsewhere({ '/': { type: 'text/html; charset=utf-8', body: html } })
    await page.goto(site.address)
    const link = page.getByRole('link')
    await expect(link).toHaveClass(indicator)
    await expect(link).toHaveAttribute('href', `${baseURL}${prefix}/`)
    if (indicator === 'none') await expect(link).toContainText(words)
    await expect.poll(() => page.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
    await look(page, `widget${prefix.replace('/', '-')}`)
    site.close()
  }
})

test('DiscordStatus and statuscheck read all bodies', async ({ baseURL }) => {
  const python = process.env.END2END_PYTHON
  expect(python, 'END2END_PYTHON: a Python with DiscordStatus and statuscheck, as `cargo xtask test` makes one').toBeTruthy()
  const { stdout } = await promisify(execFile)(python!, [join(support, 'clients.py'), baseURL!])
  const { bodies, checked } = JSON.parse(stdout)
  const summary = await served(baseURL)
  expect(checked.status).toBe(summary.status.description)
  expect(checked.ok).toBe(summary.status.indicator === 'none')
  expect(checked.components).toEqual(names(summary.components))
  expect(checked.incidents).toEqual([...names(summary.incidents), ...names(summary.scheduled_maintenances)])
  expect(Object.keys(bodies.summary).sort()).toEqual(['components', 'incidents', 'page', 'scheduled_maintenances', 'status'])
  for (const body of ['unresolved_incidents', 'all_incidents']) expect(bodies[body].incidents).toBeInstanceOf(Array)
  for (const body of ['upcoming', 'active', 'all'])
    expect(bodies[`${body}_maintenances`].scheduled_maintenances).toBeInstanceOf(Array)
})
