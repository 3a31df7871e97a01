import type { ElementHandle, Page } from 'puppeteer'

/** A selector that also looks into open shadow roots. */
export function byTestId(testId: string): string {
  return `>>> [data-testid="${testId}"]`
}

/** Waits until the element is there, and by default until it can be seen. */
export async function waitForTestId(
  page: Page,
  testId: string,
  options: { visible?: boolean; timeoutMs?: number } = {},
): Promise<ElementHandle<Element>> {
  const { visible = true, timeoutMs = 15_000 } = options
  const found = await page.waitForSelector(byTestId(testId), { visible, timeout: timeoutMs })
  if (!found) throw new Error(`${testId} did not appear`)
  return found
}

/** A real click: the pointer moves there, presses and releases. */
export async function clickTestId(page: Page, testId: string): Promise<void> {
  const element = await waitForTestId(page, testId)
  await element.click()
}
