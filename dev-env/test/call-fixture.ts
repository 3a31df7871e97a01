import {
  type BrowserKind,
  byTestId,
  clickTestId,
  launchBrowser,
  observeMedia,
  type PageProblems,
  SLOW_CAMERA_FLAG,
  type TestBrowser,
  waitForTestId,
  waitUntilGone,
  watchPageProblems,
} from '@visavis/load-tests/browser'
import type { Browser, CookieData, Page } from 'puppeteer'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { House } from './house.ts'
import { offerScreen, SCREEN } from './screen.ts'

/** Who uses which browser. */
export interface Kinds {
  readonly shopper: BrowserKind
  readonly advisor: BrowserKind
}

/** A house, and the browsers of two people. */
export interface Stage extends AsyncDisposable {
  readonly origin: string
  /** Accepts every call by itself, unless said otherwise. */
  openDesk(options?: { readonly accept: 'auto' | 'by-hand' }): Promise<CallPage>
  /** `script` runs in the page before its own. */
  openShop(script?: () => void): Promise<CallPage>
  /** Closes what a test that ran out of time left open, so that the next begins in an empty house. */
  clear(): Promise<void>
}

export interface CallPage extends AsyncDisposable {
  readonly page: Page
  readonly problems: PageProblems
}

const BOTH_CHROMIUM: Kinds = { shopper: 'chromium', advisor: 'chromium' }

/** One stage for the tests of a file. */
export function useStage(openHouse: () => Promise<House>, kinds?: Kinds): () => Stage {
  const cleanUp = new AsyncDisposableStack()
  let stage: Stage
  beforeAll(async () => {
    stage = cleanUp.use(await setStage(cleanUp.use(await openHouse()), kinds))
  })
  afterEach(() => stage.clear())
  afterAll(() => cleanUp.disposeAsync())
  return () => stage
}

export async function setStage(house: House, kinds = BOTH_CHROMIUM): Promise<Stage> {
  await using stack = new AsyncDisposableStack()
  const { origin, deskCookies } = house
  const shopper = stack.use(await launch(kinds.shopper))
  const advisor = stack.use(await launch(kinds.advisor))
  const owned = stack.move()
  return {
    origin,
    openDesk: ({ accept } = { accept: 'auto' }) =>
      openPage(advisor, `${origin}/desk/?accept=${accept}`, { cookies: deskCookies }),
    openShop: (script) => openPage(shopper, `${origin}/shop/`, { script }),
    async clear() {
      for (const { browser } of [shopper, advisor]) await closeContexts(browser)
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function closeContexts(browser: Browser): Promise<void> {
  const first = browser.defaultBrowserContext()
  const others = browser.browserContexts().filter((context) => context !== first)
  for (const context of others) await context.close()
}

function launch(kind: BrowserKind): Promise<TestBrowser> {
  const flags = [SLOW_CAMERA_FLAG, `--screen-info={${SCREEN.width}x${SCREEN.height}}`]
  return launchBrowser({ kind, flags, acceptInsecureCerts: true })
}

async function openPage(
  browser: TestBrowser,
  url: string,
  options: {
    readonly cookies?: readonly CookieData[]
    readonly script?: (() => void) | undefined
  } = {},
): Promise<CallPage> {
  const { cookies = [], script } = options
  const page = await browser.newPersonsPage()
  const problems = watchPageProblems(page)
  await page.browserContext().setCookie(...cookies)
  await observeMedia(page)
  if (browser.kind === 'firefox') await page.evaluateOnNewDocument(offerScreen, SCREEN)
  if (script) await page.evaluateOnNewDocument(script)
  await page.goto(url)
  return { page, problems, [Symbol.asyncDispose]: () => leave(page) }
}

/** Ends a call that goes on, so that nothing waits for this person to come back. */
async function leave(page: Page): Promise<void> {
  const hangUp = await page.$(byTestId('hang-up'))
  if (hangUp) {
    await hangUp.evaluate((button) => button instanceof HTMLElement && button.click())
    // A page that is closed at once may take the goodbye with it.
    await waitUntilGone(page, 'hang-up')
  }
  await page.browserContext().close()
}

/** A shopper and an advisor who see each other. */
export interface Call extends AsyncDisposable {
  readonly shop: Page
  readonly desk: Page
  readonly problems: readonly string[]
}

export async function startCall(
  stage: Stage,
  { inShop }: { readonly inShop?: () => void } = {},
): Promise<Call> {
  await using stack = new AsyncDisposableStack()
  const desk = stack.use(await stage.openDesk())
  const shop = stack.use(await stage.openShop(inShop))
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
