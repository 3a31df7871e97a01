import type { Page } from 'puppeteer'
import { byTestId, clickTestId, waitForTestId } from '../browser/index.ts'

/** Longer than any reconnection may take. */
const ARRIVAL_TIMEOUT_MS = 30_000

export async function openChat(page: Page): Promise<void> {
  if (!(await page.$(byTestId('chat-input')))) await clickTestId(page, 'chat')
  await waitForTestId(page, 'chat-input')
}

export async function sendChat(page: Page, text: string): Promise<void> {
  const input = await waitForTestId(page, 'chat-input')
  await input.type(text)
  await clickTestId(page, 'chat-send')
}

/** When the text was first seen among the messages, on the page's wall clock. */
export async function chatArrival(page: Page, text: string): Promise<number> {
  const found = await page.waitForFunction(
    (wanted) => {
      const messages = (root: Document | ShadowRoot): Element[] => [
        ...root.querySelectorAll('[data-testid="chat-message"]'),
        ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
          shadowRoot ? messages(shadowRoot) : [],
        ),
      ]
      const isThere = messages(document).some(({ textContent }) => textContent?.includes(wanted))
      return isThere ? performance.timeOrigin + performance.now() : null
    },
    { polling: 20, timeout: ARRIVAL_TIMEOUT_MS },
    text,
  )
  return (await found.jsonValue()) ?? Number.NaN
}
