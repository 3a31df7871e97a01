import type { ElementHandle, Page } from 'puppeteer'

const TIMEOUT_MS = 15_000

/** A selector that also looks into open shadow roots. */
export function byTestId(testId: string): string {
  return `>>> [data-testid="${testId}"]`
}

/** Waits until the element can be seen. */
export async function waitForTestId(page: Page, testId: string): Promise<ElementHandle<Element>> {
  const options = { visible: true, timeout: TIMEOUT_MS }
  const found = await page.waitForSelector(byTestId(testId), options)
  if (!found) throw new Error(`${testId} did not appear`)
  return found
}

/** Waits until the element cannot be seen any more. */
export async function waitUntilGone(page: Page, testId: string): Promise<void> {
  await page.waitForSelector(byTestId(testId), { hidden: true, timeout: TIMEOUT_MS })
}

/** A real click: the pointer moves there, presses and releases; once more when the page drew itself anew meanwhile. */
export async function clickTestId(page: Page, testId: string): Promise<void> {
  await page
    .locator(byTestId(testId))
    .setTimeout(TIMEOUT_MS)
    .setWaitForStableBoundingBox(false)
    .click()
}
