import type { Page } from 'puppeteer'
import { observeMedia, type TestBrowser } from '../browser/index.ts'

/** A page that has the product's origin and nothing else on it. */
export const EMPTY_PATH = '/healthz'

/** A page whose connections are known to `visavisPeers`. */
export async function openPage(
  { browser }: { readonly browser: TestBrowser },
  url: string,
  scripts: readonly string[],
): Promise<Page> {
  const page = await browser.newPage()
  await observeMedia(page)
  for (const script of scripts) await page.evaluateOnNewDocument(script)
  await page.goto(url)
  return page
}

/** Longer than any preparation takes; a page that prepares nothing is not waited for any longer. */
const WARM_TIMEOUT_MS = 4_000
/** DTLS is up a little before everything behind it. */
const SETTLE_MS = 300

/** Resolves when both directions are connected ahead of a call, or when it is clear that none will be. */
export async function waitUntilWarm(page: Page): Promise<boolean> {
  const isWarm = () =>
    visavisPeers.list.filter(({ connectionState }) => connectionState === 'connected').length >= 2
  const warm = await page
    .waitForFunction(isWarm, { timeout: WARM_TIMEOUT_MS, polling: 50 })
    .then(() => true)
    .catch(() => false)
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
  return warm
}
