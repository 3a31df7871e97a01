import type { Page } from 'puppeteer'
import { clickTestId, type TestBrowser, waitForTestId } from '../browser/index.ts'
import { firstFrameScript, tracerScript } from '../page-scripts.ts'
import { type Timeline, timelineOf } from '../trace/timeline.ts'
import { clockDifferenceMs } from './clock-difference.ts'
import type { FirstFrame } from './first-frame.ts'
import { hangUp, openShop } from './pages.ts'

/** From the pointer's arrival to the click: what a quick person takes. */
const POINTING_MS = 200

export interface TimedCallOptions {
  readonly browser: TestBrowser
  readonly origin: string
  readonly desk: Page
  /** Takes what the pages did. Tracing costs time, so only on demand. */
  readonly onTimeline?: ((timeline: Timeline) => void) | undefined
}

/** A new visitor, whose page is loaded and at rest, clicks. Answers the milliseconds to the first frame. */
export async function timedCall(options: TimedCallOptions): Promise<number> {
  const { browser, origin, desk, onTimeline } = options
  const scripts = onTimeline ? [tracerScript(), firstFrameScript()] : [firstFrameScript()]
  const shop = await openShop(browser, origin, scripts)
  try {
    const ids = { button: 'start-guidance', video: 'remote-video' }
    const seen = shop.evaluate((testIds) => visavisFirstFrame.await(testIds), ids)
    await pointAt(shop, ids.button)
    await clickTestId(shop, ids.button)
    const frame = await seen
    onTimeline?.(await readTimeline(shop, desk, frame))
    await hangUp(shop, desk)
    return frame.shownAt - frame.clickedAt
  } finally {
    await shop.close()
  }
}

/** People point before they click, and a page may use that time to prepare. */
async function pointAt(page: Page, testId: string): Promise<void> {
  const element = await waitForTestId(page, testId)
  await element.hover()
  await page.waitForNetworkIdle({ idleTime: POINTING_MS })
}

async function readTimeline(shop: Page, desk: Page, frame: FirstFrame): Promise<Timeline> {
  const origin = await shop.evaluate(() => performance.timeOrigin)
  return timelineOf({
    shop: await shop.evaluate(() => visavisTrace),
    desk: await desk.evaluate(() => visavisTrace),
    clockDifferenceMs: await clockDifferenceMs(shop, desk),
    clickedAt: origin + frame.clickedAt,
    shownAt: origin + frame.shownAt,
  })
}
