import type { Page } from 'puppeteer'
import { byTestId } from '../browser/index.ts'
import { setClear, type World } from './world.ts'

/** After a call that did not come about: nobody is in it any more, and the desk is free for the next. */
export async function recover({ shopper, advisor }: World): Promise<void> {
  setClear(shopper, advisor)
  for (const page of await shopper.browser.browser.pages()) {
    if (page.url() !== 'about:blank') await page.close().catch(() => {})
  }
  for (const desk of await advisor.browser.browser.pages()) {
    for (const testId of ['hang-up', 'wrap-up-done']) await clickIfThere(desk, testId)
  }
}

async function clickIfThere(page: Page, testId: string): Promise<void> {
  const element = await page.waitForSelector(byTestId(testId), { timeout: 1_000 }).catch(() => null)
  await element?.click().catch(() => {})
}
