import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { launchBrowser, type PageProblems, watchPageProblems } from '@visavis/load-tests/browser'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'puppeteer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openGallery } from './gallery/open-gallery.ts'

declare global {
  /** Defined by axe-core's script. */
  var axe: { run(options: RunOptions): Promise<AxeResults> }
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** A desktop in English and a phone in Arabic: both widths, both schemes, both directions of text. */
const SURROUNDINGS = [
  { width: 1_280, height: 800, scheme: 'light', language: 'en' },
  { width: 360, height: 740, scheme: 'dark', language: 'ar' },
] as const

const cleanUp = new AsyncDisposableStack()
let url: string
let page: Page
let problems: PageProblems

beforeAll(async () => {
  const gallery = cleanUp.use(await openGallery())
  const browser = cleanUp.use(await launchBrowser())
  url = gallery.url
  page = await browser.newPage()
  problems = watchPageProblems(page)
})

afterAll(() => cleanUp.disposeAsync())

describe.each(SURROUNDINGS)('every state, $width px, $scheme, $language', (around) => {
  it('has no serious trouble for assistive technology, and fits', async () => {
    const axe = await readFile(AXE, 'utf8')
    await page.setViewport(around)
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: around.scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ])
    await page.goto(url)
    await page.evaluate(axe)
    const found: string[] = []
    for (const scene of await page.evaluate(() => galleryScenes)) {
      await page.evaluate((name, language) => galleryShow(name, language), scene, around.language)
      found.push(...(await troubles(page)).map((trouble) => `${scene}: ${trouble}`))
    }
    expect(found).toEqual([])
    expect(problems.list).toEqual([])
  }, 180_000)
})

async function troubles(on: Page): Promise<string[]> {
  return on.evaluate(async () => {
    const { violations } = await globalThis.axe.run({ resultTypes: ['violations'] })
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${JSON.stringify(target)}`))
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth > clientWidth
      ? [...serious, `${scrollWidth - clientWidth} px too wide`]
      : serious
  })
}
