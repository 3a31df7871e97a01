import { launchBrowser, type PageProblems, watchPageProblems } from '@visavis/load-tests/browser'
import type { Page } from 'puppeteer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { troubles } from './accessibility.ts'
import { openGallery } from './gallery/open-gallery.ts'

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
    await page.setViewport(around)
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: around.scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ])
    await page.goto(url)
    const found: string[] = []
    for (const scene of await page.evaluate(() => galleryScenes)) {
      await page.evaluate((name, language) => galleryShow(name, language), scene, around.language)
      found.push(...(await troubles(page)).map((trouble) => `${scene}: ${trouble}`))
    }
    expect(found).toEqual([])
    expect(problems.list).toEqual([])
  }, 180_000)
})
