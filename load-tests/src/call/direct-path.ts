import type { Page } from 'puppeteer'
import { linkPages, startDirectCall } from '../direct/direct-call.ts'
import { frameReaderScript, stampedCameraScript } from '../page-scripts.ts'
import { CAMERA } from '../stamp/stamped-camera.ts'
import type { Browsers, CallPath } from './call-path.ts'
import { watchVideo } from './watch-video.ts'

/** As the SDK sends the full size of a 640×360 camera, so that only the path differs. */
const SETTINGS = { ...CAMERA, maxBitrateBps: 700_000, scalabilityMode: 'L1T3' }

/** Straight from one browser to the other, on an empty page. */
export function directPath(browsers: Browsers, siteUrl: string): CallPath {
  return {
    async firstFramesMs(calls) {
      await using pages = await openPages(browsers)
      const results: number[] = []
      for (let call = 0; call < calls; call += 1) {
        await pages.goto(siteUrl)
        await using direct = await startDirectCall(pages.viewer, pages.camera, SETTINGS)
        results.push(direct.firstFrameMs)
      }
      return results
    },
    async watch(seconds) {
      await using pages = await openPages(browsers)
      for (const page of [pages.viewer, pages.camera]) {
        await page.evaluateOnNewDocument(stampedCameraScript())
      }
      await pages.viewer.evaluateOnNewDocument(frameReaderScript())
      await pages.goto(siteUrl)
      await using _call = await startDirectCall(pages.viewer, pages.camera, SETTINGS)
      const video = await pages.viewer.evaluateHandle(() => visavisDirect.video())
      return await watchVideo(pages.viewer, pages.camera, video, seconds)
    },
  }
}

interface Pages extends AsyncDisposable {
  readonly viewer: Page
  readonly camera: Page
  goto(url: string): Promise<void>
}

async function openPages(browsers: Browsers): Promise<Pages> {
  const [viewer, camera] = [await browsers.viewer.newPage(), await browsers.camera.newPage()]
  await linkPages(viewer, camera)
  return {
    viewer,
    camera,
    async goto(url) {
      await Promise.all([viewer.goto(url), camera.goto(url)])
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([viewer.close(), camera.close()])
    },
  }
}
