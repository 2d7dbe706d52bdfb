import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig, type Project } from '@playwright/test'

// What the server writes while tested goes to a folder of its own, away again at the end. Workers read this file too;
// they inherit what the first reading chose.
process.env.END2END_DATA ??= throwawayFolder()
process.env.END2END_PORT ??= String(await freePort())
const address = `127.0.0.1:${process.env.END2END_PORT}`

const languages = { ko: 'ko-KR', en: 'en-GB' }
const screens = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 } }
const scripts = { js: true, nojs: false }

export default defineConfig({
  testDir: 'specs',
  outputDir: 'artefacts/results',
  forbidOnly: !!process.env.CI,
  // A test that passes only the second time is a fault to be found.
  retries: 0,
  workers: 2,
  // Two busy cores are slow; a hang still ends.
  timeout: 120_000,
  reporter: process.env.CI ? 'dot' : 'list',
  use: {
    baseURL: `http://${address}`,
    timezoneId: 'Asia/Seoul',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.END2END_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: projects(),
  webServer: {
    cwd: '..',
    command: `cargo xtask run --data '${process.env.END2END_DATA}' --listen ${address}`,
    env: { MAKEWHOLE_MIRRORS: JSON.stringify([join(process.env.END2END_DATA, 'mirror')]) },
    // not /healthz: it answers before the pages have anything to say
    url: `http://${address}/readyz`,
    timeout: 15 * 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
})

/**
 * Every language on every screen, with and without JavaScript. `*.hydrate.spec.ts` is about what JavaScript adds, so it
 * runs only with it; `*.once.spec.ts` is about what neither of the three changes, so it runs in the first project alone.
 */
function projects(): Project[] {
  const all: Project[] = []
  for (const [language, locale] of Object.entries(languages))
    for (const [screen, viewport] of Object.entries(screens))
      for (const [script, javaScriptEnabled] of Object.entries(scripts)) {
        const testIgnore = [
          ...(javaScriptEnabled ? [] : ['**/*.hydrate.spec.ts']),
          ...(all.length === 0 ? [] : ['**/*.once.spec.ts']),
        ]
        const touch = screen === 'phone'
        const use = { locale, viewport, javaScriptEnabled, hasTouch: touch, isMobile: touch }
        all.push({ name: `${language}-${screen}-${script}`, testIgnore, use })
      }
  return all
}

function throwawayFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'makewhole-end2end-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
