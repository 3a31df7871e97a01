import type { Page } from 'puppeteer'
import { clickTestId, type TestBrowser, waitForTestId, waitUntilGone } from '../browser/index.ts'

/** The advisor's page, ready to take a call by itself. */
export async function openDesk(
  browser: TestBrowser,
  origin: string,
  scripts: readonly string[],
): Promise<Page> {
  const page = await openPage(browser, `${origin}/desk/?accept=auto`, scripts)
  await waitForTestId(page, 'available')
  return page
}

/** The shopper's page, loaded and at rest. */
export async function openShop(
  browser: TestBrowser,
  origin: string,
  scripts: readonly string[],
): Promise<Page> {
  const page = await openPage(browser, `${origin}/shop/`, scripts)
  await waitForTestId(page, 'start-guidance')
  return page
}

/** Ends the call for both: otherwise their places would be kept for a while. */
export async function hangUp(shop: Page, desk: Page): Promise<void> {
  await clickTestId(shop, 'hang-up')
  await waitUntilGone(desk, 'remote-video')
}

async function openPage(
  browser: TestBrowser,
  url: string,
  scripts: readonly string[],
): Promise<Page> {
  const page = await browser.newPage()
  for (const script of scripts) await page.evaluateOnNewDocument(script)
  await page.goto(url, { waitUntil: 'networkidle0' })
  return page
}
