import type { Page } from 'puppeteer'

const SAMPLES = 20

export interface ClockOffset {
  /** What must be added to a time of the page to get this process's time. */
  readonly offsetMs: number
  /** The true offset is at most this far away. */
  readonly uncertaintyMs: number
}

/** Compares `timeOrigin + now()` of a page with this process's, by the quickest of a few round trips. */
export async function measureClockOffset(page: Page): Promise<ClockOffset> {
  let best: ClockOffset = { offsetMs: 0, uncertaintyMs: Number.POSITIVE_INFINITY }
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const before = wallClockMs()
    const there = await page.evaluate(() => performance.timeOrigin + performance.now())
    const uncertaintyMs = (wallClockMs() - before) / 2
    const offsetMs = before + uncertaintyMs - there
    if (uncertaintyMs < best.uncertaintyMs) best = { offsetMs, uncertaintyMs }
  }
  return best
}

function wallClockMs(): number {
  return performance.timeOrigin + performance.now()
}
