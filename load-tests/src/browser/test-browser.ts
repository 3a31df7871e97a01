import puppeteer, { type Browser, type LaunchOptions, type Page } from 'puppeteer'
import { FAKE_MEDIA_FLAGS, findChromium, QUIET_FLAGS } from './chromium.ts'
import { FAKE_MEDIA_PREFERENCES, findFirefox, QUIET_PREFERENCES } from './firefox.ts'
import { letServersFirst } from './let-servers-first.ts'

/** Milliseconds a browser has to end by itself before its process is killed. */
const CLOSE_TIMEOUT_MS = 5_000

export type BrowserKind = 'chromium' | 'firefox'

export interface BrowserOptions {
  /** Default: Chromium. */
  readonly kind?: BrowserKind
  /** A fake camera and microphone, allowed without a question. Default: true. */
  readonly fakeMedia?: boolean
  /** For Chromium alone. */
  readonly flags?: readonly string[]
  readonly viewport?: { readonly width: number; readonly height: number }
  /** Accept self-signed certificates. Default: false. */
  readonly acceptInsecureCerts?: boolean
  /** When this process is told to stop, the browser and the process end at once. Default: true. */
  readonly endsOnSignals?: boolean
}

/** One browser process of its own, with its own throwaway profile. */
export interface TestBrowser extends AsyncDisposable {
  readonly kind: BrowserKind
  readonly browser: Browser
  newPage(url?: string): Promise<Page>
  /** A page of somebody else: without the cookies and the storage of the others. */
  newPersonsPage(): Promise<Page>
  close(): Promise<void>
}

export async function launchBrowser(options: BrowserOptions = {}): Promise<TestBrowser> {
  const { endsOnSignals = true } = options
  const browser = await puppeteer.launch({
    ...(options.kind === 'firefox' ? firefox(options) : chromium(options)),
    headless: true,
    defaultViewport: options.viewport ?? { width: 1280, height: 800 },
    acceptInsecureCerts: options.acceptInsecureCerts ?? false,
    handleSIGINT: endsOnSignals,
    handleSIGTERM: endsOnSignals,
    handleSIGHUP: endsOnSignals,
  })
  letServersFirst(browser.process()?.pid)
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= closeBrowser(browser)
    return closing
  }
  return {
    kind: options.kind ?? 'chromium',
    browser,
    close,
    newPage: (url) => openPage(browser, url),
    newPersonsPage: async () => (await browser.createBrowserContext()).newPage(),
    [Symbol.asyncDispose]: close,
  }
}

function chromium({ fakeMedia = true, flags = [] }: BrowserOptions): LaunchOptions {
  return {
    executablePath: findChromium(),
    args: [...QUIET_FLAGS, ...(fakeMedia ? FAKE_MEDIA_FLAGS : []), ...flags],
  }
}

/** Puppeteer drives it over WebDriver BiDi. */
function firefox({ fakeMedia = true }: BrowserOptions): LaunchOptions {
  return {
    browser: 'firefox',
    executablePath: findFirefox(),
    extraPrefsFirefox: { ...QUIET_PREFERENCES, ...(fakeMedia && FAKE_MEDIA_PREFERENCES) },
  }
}

/** A window for each page: a background tab would be hidden and paint nothing. */
async function openPage(browser: Browser, url?: string): Promise<Page> {
  const page = await browser.newPage({ type: 'window' })
  if (url) await page.goto(url)
  return page
}

async function closeBrowser(browser: Browser): Promise<void> {
  const timer = setTimeout(() => browser.process()?.kill('SIGKILL'), CLOSE_TIMEOUT_MS)
  try {
    await browser.close()
  } finally {
    clearTimeout(timer)
  }
}
