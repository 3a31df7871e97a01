import type { Page } from 'puppeteer'
import type { TestBrowser } from '../browser/index.ts'
import { EMPTY_PATH } from '../connect/page-setup.ts'
import { sdkScript } from '../connect/sdk-scripts.ts'
import { type ChatCheck, checkAuthor } from '../weak/chat-check.ts'
import { enterRoom, textsOf, waitForMessages } from '../weak/chat-storm.ts'

/** Few enough to cost nothing; a thousand in about two minutes. */
const BETWEEN_MESSAGES_MS = 200
/** Fewer than a client keeps waiting. */
const MOST_WAITING = 60
const AUTHORS = ['s', 'a'] as const

declare global {
  var visavisWriting: { sent: number; readonly timer: number }
}

export interface ChatResult {
  readonly sent: number
  /** Of each author's messages, at each of the two. */
  readonly checks: readonly ChatCheck[]
}

/** Two more people, with the SDK alone, who write numbered messages to each other all the time. */
export class NumberedChat {
  readonly #pages: readonly Page[]

  static async open(browsers: readonly TestBrowser[], origin: string): Promise<NumberedChat> {
    const script = await sdkScript()
    const pages = await Promise.all(
      browsers.map(async (browser) => {
        const page = await browser.newPersonsPage()
        await page.evaluateOnNewDocument(script)
        await page.goto(`${origin}${EMPTY_PATH}`)
        return page
      }),
    )
    const [shop, desk] = pages
    if (!shop || !desk) throw new Error('It takes two')
    await enterRoom(shop, desk)
    await Promise.all(pages.map((page, index) => write(page, AUTHORS[index] ?? '')))
    return new NumberedChat(pages)
  }

  private constructor(pages: readonly Page[]) {
    this.#pages = pages
  }

  /** Stops writing, waits for what is on its way, and counts. */
  async finish(): Promise<ChatResult> {
    const sent = await Promise.all(this.#pages.map(stopWriting))
    const total = sent.reduce((sum, count) => sum + count, 0)
    await Promise.all(this.#pages.map((page) => waitForMessages(page, total)))
    const texts = await Promise.all(this.#pages.map(textsOf))
    const checks = AUTHORS.flatMap((author, index) =>
      texts.map((seen) => checkAuthor(seen, author, sent[index] ?? 0)),
    )
    return { sent: total, checks }
  }
}

async function write(page: Page, author: string): Promise<void> {
  await page.evaluate(
    ({ name, pauseMs, most }) => {
      const timer = window.setInterval(() => {
        if (visavisRoom.outbox.length >= most) return
        // What is refused is missing in the end, and counted there.
        visavisRoom.post(`${name}${visavisWriting.sent++}`).catch(() => {})
      }, pauseMs)
      globalThis.visavisWriting = { sent: 0, timer }
    },
    { name: author, pauseMs: BETWEEN_MESSAGES_MS, most: MOST_WAITING },
  )
}

function stopWriting(page: Page): Promise<number> {
  return page.evaluate(() => {
    clearInterval(visavisWriting.timer)
    return visavisWriting.sent
  })
}
