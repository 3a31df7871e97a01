import { byTestId, clickTestId, waitForTestId } from '@visavis/load-tests/browser'
import type { Page } from 'puppeteer'

/** Opens the chat if it is closed, types and sends. */
export async function sayInChat(page: Page, text: string): Promise<void> {
  await openChat(page)
  const input = await waitForTestId(page, 'chat-input')
  await input.type(text)
  await clickTestId(page, 'chat-send')
}

/** Texts of the messages, once there are `count`. */
export async function chatTexts(page: Page, count: number): Promise<string[]> {
  await openChat(page)
  await page.waitForSelector(`${byTestId('chat-message')}:nth-of-type(${count})`)
  return await page.$$eval(`${byTestId('chat-message')} .text`, (elements) =>
    elements.map(({ textContent }) => textContent ?? ''),
  )
}

async function openChat(page: Page): Promise<void> {
  const input = await page.$(byTestId('chat-input'))
  if (await input?.isVisible()) return
  await clickTestId(page, 'chat')
}
