import type { Page } from 'puppeteer'
import { directPeerScript } from '../page-scripts.ts'
import type { DirectOptions, DirectSignal } from './direct-peer.ts'

export interface DirectCall extends AsyncDisposable {
  /** Milliseconds from the offer to the first remote frame at the calling side. */
  readonly firstFrameMs: number
}

/** Carries signals between two pages; once for the life of both. */
export async function linkPages(first: Page, second: Page): Promise<void> {
  await first.exposeFunction('sendDirectSignal', (signal: DirectSignal) => hand(second, signal))
  await second.exposeFunction('sendDirectSignal', (signal: DirectSignal) => hand(first, signal))
}

/** Connects two linked pages, `first` calling. Both must already be on a page that may use a camera. */
export async function startDirectCall(
  first: Page,
  second: Page,
  options: DirectOptions,
): Promise<DirectCall> {
  for (const page of [first, second]) await page.evaluate(directPeerScript())
  await second.evaluate((settings) => visavisDirect.start(settings, false), options)
  await first.evaluate((settings) => visavisDirect.start(settings, true), options)
  const firstFrameMs = await first.evaluate(() => visavisDirect.firstFrame())
  return {
    firstFrameMs,
    async [Symbol.asyncDispose]() {
      for (const page of [first, second]) await page.evaluate(() => visavisDirect.close())
    },
  }
}

function hand(page: Page, signal: DirectSignal): Promise<void> {
  return page.evaluate((message) => visavisDirect.receive(message), signal)
}
