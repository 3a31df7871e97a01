import type { ElementHandle, Page } from 'puppeteer'
import { clickTestId, waitForTestId } from '../browser/index.ts'
import { frameReaderScript, stampedCameraScript, tracerScript } from '../page-scripts.ts'
import type { Timeline } from '../trace/timeline.ts'
import type { Browsers, CallPath } from './call-path.ts'
import { hangUp, openDesk, openShop } from './pages.ts'
import { timedCall } from './timed-call.ts'
import { watchVideo } from './watch-video.ts'

export interface VisavisPathOptions {
  readonly browsers: Browsers
  readonly origin: string
  /** Takes what the pages did in each timed call. */
  readonly onTimeline?: ((timeline: Timeline) => void) | undefined
}

/** Through the product: a shopper on `/shop/`, an advisor on `/desk/` who answers at once. */
export function visavisPath({ browsers, origin, onTimeline }: VisavisPathOptions): CallPath {
  return {
    async firstFramesMs(calls) {
      const desk = await openDesk(browsers.camera, origin, onTimeline ? [tracerScript()] : [])
      try {
        const results: number[] = []
        for (let call = 0; call < calls; call += 1) {
          results.push(await timedCall({ browser: browsers.viewer, origin, desk, onTimeline }))
        }
        return results
      } finally {
        await desk.close()
      }
    },
    async watch(seconds) {
      const desk = await openDesk(browsers.camera, origin, [stampedCameraScript()])
      const shop = await openShop(browsers.viewer, origin, [
        stampedCameraScript(),
        frameReaderScript(),
      ])
      try {
        await clickTestId(shop, 'start-guidance')
        const watch = await watchVideo(shop, desk, await remoteVideo(shop), seconds)
        await hangUp(shop, desk)
        return watch
      } finally {
        await Promise.all([shop.close(), desk.close()])
      }
    },
  }
}

async function remoteVideo(shop: Page): Promise<ElementHandle<HTMLVideoElement>> {
  const element = await waitForTestId(shop, 'remote-video')
  return (await element.toElement('video')) as ElementHandle<HTMLVideoElement>
}
