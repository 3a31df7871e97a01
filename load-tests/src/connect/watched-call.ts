import type { ElementHandle, Page } from 'puppeteer'
import { clickTestId, waitForTestId } from '../browser/index.ts'
import { frameReaderScript, stampedCameraScript } from '../page-scripts.ts'
import { type Footage, footageOf } from './frames.ts'
import { hangUp, openDesk, openShop, pointAndPrepare } from './widget-calls.ts'
import { setClear, type World } from './world.ts'

/** Bandwidth estimation is still finding its rate before. */
const SETTLE_MS = 4_000

/** A call whose camera shows the time, and whose remote picture is read frame by frame. */
export interface WatchedCall extends AsyncDisposable {
  readonly shop: Page
  readonly desk: Page
  readonly video: ElementHandle<HTMLVideoElement>
  /** What the shopper sees from now on. */
  watch(durationMs: number): Promise<Footage>
}

export interface WatchOptions {
  /** Replaces the camera of both pages. Default: one that shows the time. */
  readonly camera?: string
  /** For both pages. */
  readonly scripts?: readonly string[]
}

export async function startWatchedCall(
  world: World,
  { camera = stampedCameraScript(), scripts = [] }: WatchOptions = {},
): Promise<WatchedCall> {
  setClear(world.shopper, world.advisor)
  const both = [camera, ...scripts]
  const desk = await openDesk(world, { auto: true, scripts: both })
  const shop = await openShop(world, [...both, frameReaderScript()])
  await pointAndPrepare(shop)
  await clickTestId(shop, 'start-guidance')
  const video = await remoteVideo(shop)
  await watchVideo(shop, video, SETTLE_MS)
  return {
    shop,
    desk,
    video,
    watch: (durationMs) => watchVideo(shop, video, durationMs),
    async [Symbol.asyncDispose]() {
      setClear(world.shopper, world.advisor)
      // After a test of what breaks calls there may be nothing left to hang up.
      await hangUp(shop, desk).catch(() => {})
      await Promise.all([shop.close(), desk.close()])
    },
  }
}

export async function watchVideo(
  page: Page,
  video: ElementHandle<HTMLVideoElement>,
  durationMs: number,
): Promise<Footage> {
  const from = wallClockMs()
  const { frames, timeOrigin } = await page.evaluate(
    async (element, ms) => ({
      frames: await visavisFrames.read(element, ms),
      timeOrigin: performance.timeOrigin,
    }),
    video,
    durationMs,
  )
  return footageOf(frames, { timeOrigin, from, to: wallClockMs() })
}

export async function remoteVideo(page: Page): Promise<ElementHandle<HTMLVideoElement>> {
  const element = await waitForTestId(page, 'remote-video')
  return (await element.toElement('video')) as ElementHandle<HTMLVideoElement>
}

export function wallClockMs(): number {
  return performance.timeOrigin + performance.now()
}
