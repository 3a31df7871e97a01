import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'puppeteer'

declare global {
  /** Defined by axe-core's script. */
  var axe: { run(options: RunOptions): Promise<AxeResults> }
}

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Serious and critical findings of axe, and whether the page is wider than its window. */
export async function troubles(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { violations } = await axe.run({ resultTypes: ['violations'] })
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${JSON.stringify(target)}`))
    const { scrollWidth, clientWidth } = document.documentElement
    const excess = scrollWidth - clientWidth
    return excess > 0 ? [...serious, `${excess} px too wide`] : serious
  })
}
