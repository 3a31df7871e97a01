import {
  byTestId,
  clickTestId,
  launchBrowser,
  observeMedia,
  type PageProblems,
  type TestBrowser,
  waitForTestId,
  watchPageProblems,
} from '@visavis/load-tests/browser'
import { type DemoProcess, startDemoProcess } from '@visavis/load-tests/demo'
import type { Page } from 'puppeteer'

export const SCREEN = { width: 1920, height: 1080 } as const
const FLAGS = [`--screen-info={${SCREEN.width}x${SCREEN.height}}`]

/** The product and the browsers of two people, shared by the tests of a file. */
export interface Stage extends AsyncDisposable {
  readonly demo: DemoProcess
  openDesk(): Promise<CallPage>
  openShop(): Promise<CallPage>
}

export interface CallPage extends AsyncDisposable {
  readonly page: Page
  readonly problems: PageProblems
}

export async function setStage(): Promise<Stage> {
  await using stack = new AsyncDisposableStack()
  const demo = stack.use(await startDemoProcess())
  const shopper = stack.use(await launchBrowser({ flags: FLAGS }))
  const advisor = stack.use(await launchBrowser({ flags: FLAGS }))
  const owned = stack.move()
  return {
    demo,
    openDesk: () => openPage(advisor, `${demo.origin}/desk/?accept=auto`),
    openShop: () => openPage(shopper, `${demo.origin}/shop/`),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function openPage(browser: TestBrowser, url: string): Promise<CallPage> {
  const page = await browser.newPersonsPage()
  const problems = watchPageProblems(page)
  await observeMedia(page)
  await page.goto(url)
  return { page, problems, [Symbol.asyncDispose]: () => leave(page) }
}

/** Ends a call that goes on, so that nothing waits for this person to come back. */
async function leave(page: Page): Promise<void> {
  const hangUp = await page.$(byTestId('hang-up'))
  await hangUp?.evaluate((button) => button instanceof HTMLElement && button.click())
  await page.browserContext().close()
}

/** A shopper and an advisor who see each other. */
export interface Call extends AsyncDisposable {
  readonly shop: Page
  readonly desk: Page
  readonly problems: readonly string[]
}

export async function startCall(stage: Stage): Promise<Call> {
  await using stack = new AsyncDisposableStack()
  const desk = stack.use(await stage.openDesk())
  const shop = stack.use(await stage.openShop())
  await clickTestId(shop.page, 'start-guidance')
  for (const { page } of [shop, desk]) await waitForTestId(page, 'remote-video')
  const owned = stack.move()
  return {
    shop: shop.page,
    desk: desk.page,
    get problems() {
      return [...shop.problems.list, ...desk.problems.list]
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
