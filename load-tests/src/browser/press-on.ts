import type { KeyInput, Page } from 'puppeteer'
import { waitForTestId } from './test-id.ts'

/** Goes to a control as the Tab key would, and presses a key on it. */
export async function pressOn(page: Page, testId: string, key: KeyInput = 'Enter'): Promise<void> {
  const element = await waitForTestId(page, testId)
  await element.focus()
  await page.keyboard.press(key)
}
