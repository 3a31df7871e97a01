import { waitForTestId } from '@visavis/load-tests/browser'
import type { Page } from 'puppeteer'

/** Goes to a control as the Tab key would, and presses a key on it. */
export async function pressOn(
  page: Page,
  testId: string,
  key: 'Enter' | ' ' = 'Enter',
): Promise<void> {
  const element = await waitForTestId(page, testId)
  await element.focus()
  await page.keyboard.press(key)
}
