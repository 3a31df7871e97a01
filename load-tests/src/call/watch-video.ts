import type { ElementHandle, Page } from 'puppeteer'
import { SETTLE_MS } from './call-path.ts'
import { clockDifferenceMs } from './clock-difference.ts'
import { type Watch, watchOf } from './watch.ts'

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
