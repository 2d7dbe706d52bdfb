import { join } from 'node:path'
import { test, type Page } from '@playwright/test'

/** Keeps a picture of the whole page for people to look at: `artefacts/look/<project>/<name>.png`. */
export async function look(page: Page, name: string): Promise<void> {
  const { rootDir, name: project } = { ...test.info().config, ...test.info().project }
  const path = join(rootDir, '..', 'artefacts', 'look', project, `${name}.png`)
  await page.screenshot({ path, fullPage: true, animations: 'disabled' })
}
