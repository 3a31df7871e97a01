import type { ElementHandle, Page } from 'puppeteer'
import { measureClockOffset } from '../browser/index.ts'
import { SETTLE_MS } from './call-path.ts'
import { type Watch, watchOf } from './watch.ts'

/** Differences that cannot be told from the round trips they are measured by are no differences. */
const LARGEST_UNCERTAINTY_MS = 5

/** Watches `video` of the viewer's page, whose picture comes from the camera's page. */
export async function watchVideo(
  viewer: Page,
  camera: Page,
  video: ElementHandle<HTMLVideoElement>,
  seconds: number,
): Promise<Watch> {
  await viewer.evaluate((element, ms) => visavisFrames.read(element, ms), video, SETTLE_MS)
  const difference = await clockDifferenceMs(viewer, camera)
  const frames = await viewer.evaluate(
    (element, ms) => visavisFrames.read(element, ms),
    video,
    seconds * 1_000,
  )
  return watchOf(frames, difference)
}

/** What to add to a time of the camera's page to get the viewer's. */
async function clockDifferenceMs(viewer: Page, camera: Page): Promise<number> {
  const [here, there] = [await measureClockOffset(viewer), await measureClockOffset(camera)]
  const uncertaintyMs = here.uncertaintyMs + there.uncertaintyMs
  if (uncertaintyMs > LARGEST_UNCERTAINTY_MS) {
    throw new Error(`The pages' clocks cannot be compared: ± ${uncertaintyMs} ms`)
  }
  const difference = there.offsetMs - here.offsetMs
  return Math.abs(difference) > uncertaintyMs ? difference : 0
}
