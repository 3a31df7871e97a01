import type { Page } from 'puppeteer'
import { type TestBrowser, waitForTestId } from '../browser/index.ts'

/** The advisor's page, ready to take a call by itself. */
export async function openDesk(
  { newPage }: TestBrowser,
  origin: string,
  script?: string,
): Promise<Page> {
  const page = await newPage()
  if (script) await page.evaluateOnNewDocument(script)
  await page.goto(`${origin}/desk/?accept=auto`)
  await waitForTestId(page, 'availability')
  return page
}

/** The shopper's page, loaded and at rest. */
export async function openShop(
  { newPage }: TestBrowser,
  origin: string,
  script?: string,
): Promise<Page> {
  const page = await newPage()
  if (script) await page.evaluateOnNewDocument(script)
  await page.goto(`${origin}/shop/`, { waitUntil: 'networkidle0' })
  await waitForTestId(page, 'start-guidance')
  return page
}
