import type { ElementHandle, Page } from 'puppeteer'
import type { Footage } from '../connect/frames.ts'
import { startNaiveCall } from '../connect/naive-calls.ts'
import { remoteVideo, startWatchedCall, watchVideo } from '../connect/watched-call.ts'
import type { World } from '../connect/world.ts'
import { frameReaderScript, stampedCameraScript } from '../page-scripts.ts'
import type { MediaSample } from './media-sampler.ts'
import type { PictureSample } from './picture-sampler.ts'
import { samplerScript, toneMicrophoneScript } from './scripts.ts'

export const PATHS = ['visavis', 'naive'] as const
export type Path = (typeof PATHS)[number]

/** What the shopper saw and heard over a while. */
export interface Reception {
  readonly footage: Footage
  readonly samples: readonly MediaSample[]
}

/** A call whose remote side can be watched at the shopper's. */
export interface WeakCall extends AsyncDisposable {
  /** The shopper's. */
  readonly page: Page
  receive(durationMs: number): Promise<Reception>
  samplePictures(durationMs: number): Promise<readonly PictureSample[]>
}

/** Starts on a network that is good; what is to be tried comes after. */
export async function startWeakCall(
  world: World,
  path: Path,
  { camera = stampedCameraScript() }: { readonly camera?: string } = {},
): Promise<WeakCall> {
  const scripts = [toneMicrophoneScript(), samplerScript()]
  if (path === 'visavis') {
    const call = await startWatchedCall(world, { camera, scripts })
    return weakCall(call, call.shop, call.video)
  }
  const call = await startNaiveCall(world, {
    distance: { shopperMs: 0, advisorMs: 0 },
    isOpen: true,
    scripts: [camera, frameReaderScript(), ...scripts],
  })
  return weakCall(call, call.shop, await remoteVideo(call.shop))
}

function weakCall(
  call: AsyncDisposable,
  page: Page,
  video: ElementHandle<HTMLVideoElement>,
): WeakCall {
  return {
    page,
    async receive(durationMs) {
      const [footage, samples] = await Promise.all([
        watchVideo(page, video, durationMs),
        sampleMedia(page, durationMs),
      ])
      return { footage, samples }
    },
    samplePictures: (durationMs) => page.evaluate((ms) => visavisSamples.pictures(ms), durationMs),
    [Symbol.asyncDispose]: () => call[Symbol.asyncDispose](),
  }
}

function sampleMedia(page: Page, durationMs: number): Promise<readonly MediaSample[]> {
  return page.evaluate((ms) => visavisSamples.media(visavisPeers.list, ms), durationMs)
}
