import { type Stack, startDemo } from '@visavis/dev-env'
import {
  clickTestId,
  launchBrowser,
  observeMedia,
  type PageProblems,
  SLOW_CAMERA_FLAG,
  type TestBrowser,
  waitForReceived,
  waitForTestId,
  watchPageProblems,
} from '@visavis/load-tests/browser'
import type { BrowserContext, Page } from 'puppeteer'
import { expect, vi } from 'vitest'

/** Somebody at a page of the running product. */
export interface Person {
  readonly context: BrowserContext
  readonly page: Page
  readonly problems: PageProblems
}

/** The product with a browser for it. */
export interface Place extends AsyncDisposable {
  readonly stack: Stack
  readonly browser: TestBrowser
  shopper(options?: VisitOptions): Promise<Person>
  advisor(options?: VisitOptions): Promise<Person>
  /** Another page of somebody who is there already. */
  anotherPage(person: Person, path: string): Promise<Page>
}

export interface VisitOptions {
  readonly query?: string
  /** Runs in the page before its own scripts. */
  readonly before?: () => void
  readonly mayUseDevices?: boolean
}

/** Devices that are not real, but whose permission is. */
const FLAGS = [SLOW_CAMERA_FLAG]

/** Until nothing waits for somebody who left. */
export async function untilEmpty({ stack }: Place): Promise<void> {
  await vi.waitFor(() => expect(stack.signaling.context.calls.counts().rooms).toBe(0), {
    timeout: 15_000,
  })
}

export async function openPlace(): Promise<Place> {
  await using undo = new AsyncDisposableStack()
  const stack = undo.use(await startDemo({ env: { VISAVIS_WORKERS: '1' } }))
  const browser = undo.use(await launchBrowser({ fakeMedia: false, flags: FLAGS }))
  const owned = undo.move()
  const visit = async (path: string, visitOptions: VisitOptions = {}): Promise<Person> => {
    const { mayUseDevices = true } = visitOptions
    const context = await browser.browser.createBrowserContext()
    await context.overridePermissions(stack.url, mayUseDevices ? ['camera', 'microphone'] : [])
    const page = await context.newPage({ type: 'window' })
    const problems = watchPageProblems(page)
    await observeMedia(page)
    if (visitOptions.before) await page.evaluateOnNewDocument(visitOptions.before)
    await page.goto(`${stack.url}${path}?${visitOptions.query ?? ''}`)
    return { context, page, problems }
  }
  return {
    stack,
    browser,
    shopper: (visitOptions) => visit('/shop/', visitOptions),
    advisor: (visitOptions) => visit('/desk/', visitOptions),
    async anotherPage({ context }, path) {
      const page = await context.newPage({ type: 'window' })
      await observeMedia(page)
      await page.goto(`${stack.url}${path}`)
      return page
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Leaves as somebody does who closes the call before the page: nothing of theirs is waited for. */
export async function sayGoodbye({ context }: Person): Promise<void> {
  for (const page of await context.pages()) {
    await page
      .evaluate(() => {
        for (const element of document.querySelectorAll('visavis-guidance, visavis-desk'))
          element.remove()
        return fetch('/healthz').then(() => undefined)
      })
      .catch(() => undefined)
  }
  await context.close()
}

/** The shopper clicks, the advisor accepts; both see and hear each other if their devices allow. */
export async function startCall(shopper: Person, advisor: Person): Promise<void> {
  await waitForTestId(advisor.page, 'available')
  await clickTestId(shopper.page, 'start-guidance')
  await clickTestId(advisor.page, 'accept')
  await sees(shopper.page)
}

/** Decoded frames and the energy of the sound, both growing from now on. */
export async function sees(page: Page): Promise<void> {
  const before = await waitForReceived(
    page,
    'picture and sound',
    (now) => now.framesDecoded > 5 && now.audioEnergy > 0,
  )
  await waitForReceived(
    page,
    'more picture and sound',
    (now) => now.framesDecoded > before.framesDecoded + 5 && now.audioEnergy > before.audioEnergy,
  )
}

export async function say(page: Page, text: string): Promise<void> {
  const input = await waitForTestId(page, 'chat-input')
  await input.focus()
  await page.keyboard.type(text)
  await clickTestId(page, 'chat-send')
}

/** Waits until the chat shows this text, as text. */
export async function reads(page: Page, text: string): Promise<void> {
  await page.waitForSelector(`>>> [data-testid="chat-message"] ::-p-text(${text})`, {
    timeout: 15_000,
  })
}

/** The words of an element, once it is there; without those in the shadow of elements inside it. */
export async function textOf(page: Page, testId: string): Promise<string> {
  const element = await waitForTestId(page, testId)
  return element.evaluate((found) => {
    const text = found.shadowRoot?.textContent ?? found.textContent ?? ''
    return text.replace(/\s+/g, ' ').trim()
  })
}

export function stateOf(page: Page, testId: string): Promise<string | null> {
  return page.$eval(`>>> [data-testid="${testId}"]`, (element) =>
    element.getAttribute('data-state'),
  )
}
