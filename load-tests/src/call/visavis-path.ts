import type { ElementHandle, Page } from 'puppeteer'
import { clickTestId, waitForTestId } from '../browser/index.ts'
import { firstFrameScript, frameReaderScript, stampedCameraScript } from '../page-scripts.ts'
import type { Browsers, CallPath } from './call-path.ts'
import { openDesk, openShop } from './pages.ts'
import { watchVideo } from './watch-video.ts'

/** Through the product: a shopper on `/shop/`, an advisor on `/desk/` who answers at once. */
export function visavisPath(browsers: Browsers, origin: string): CallPath {
  return {
    async firstFramesMs(calls) {
      const desk = await openDesk(browsers.camera, origin)
      try {
        const results: number[] = []
        for (let call = 0; call < calls; call += 1) {
          results.push(await timedCall(browsers, origin))
        }
        return results
      } finally {
        await desk.close()
      }
    },
    async watch(seconds) {
      const desk = await openDesk(browsers.camera, origin, stampedCameraScript())
      const shop = await openShop(browsers.viewer, origin, frameReaderScript())
      try {
        const video = await call(shop)
        return await watchVideo(shop, desk, video, seconds)
      } finally {
        await Promise.all([shop.close(), desk.close()])
      }
    },
  }
}

/** A new visitor, whose page is loaded and at rest when they click. */
async function timedCall(browsers: Browsers, origin: string): Promise<number> {
  const shop = await openShop(browsers.viewer, origin, firstFrameScript())
  try {
    const ids = { button: 'start-guidance', video: 'remote-video' }
    const seen = shop.evaluate((testIds) => visavisFirstFrame.await(testIds), ids)
    await clickTestId(shop, 'start-guidance')
    const { clickedAt, shownAt } = await seen
    await clickTestId(shop, 'hang-up')
    return shownAt - clickedAt
  } finally {
    await shop.close()
  }
}

async function call(shop: Page): Promise<ElementHandle<HTMLVideoElement>> {
  await clickTestId(shop, 'start-guidance')
  const found = await waitForTestId(shop, 'remote-video')
  return (await found.toElement('video')) as ElementHandle<HTMLVideoElement>
}
