import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'puppeteer'
import { pageScript } from './page-script.ts'
import type { Received, sumReceived } from './peer-registry.ts'
import { waitForTestId } from './test-id.ts'

const POLL_MS = 100
const TIMEOUT_MS = 15_000

declare global {
  /** Defined by `observeMedia`. */
  var visavisPeers: { list: RTCPeerConnection[]; sum: typeof sumReceived }
}

/** Must come before the page is loaded; afterwards `received` and `waitForReceived` work. */
export async function observeMedia(page: Page): Promise<void> {
  const registry = new URL('./peer-registry.ts', import.meta.url)
  const last = 'globalThis.visavisPeers = { list: registerPeers(), sum: sumReceived }'
  await page.evaluateOnNewDocument(pageScript([registry], last))
}

export function received(page: Page): Promise<Received> {
  return page.evaluate(() => visavisPeers.sum(visavisPeers.list))
}

/** Statistics have no events: looks again until `isTrue` holds, and fails with the last look. */
export async function waitForReceived(
  page: Page,
  what: string,
  isTrue: (now: Received) => boolean,
): Promise<Received> {
  const end = performance.now() + TIMEOUT_MS
  for (;;) {
    const now = await received(page)
    if (isTrue(now)) return now
    if (performance.now() > end) throw new Error(`No ${what}: ${JSON.stringify(now)}`)
    await delay(POLL_MS)
  }
}

/** What a video shows just now. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** 0 to 255. */
  readonly brightest: number
  /** Difference between the brightest and the darkest spot: 0 when it is one flat colour. */
  readonly contrast: number
  /** Means of red, green and blue. */
  readonly colour: readonly number[]
}

export async function pictureOf(page: Page, testId: string): Promise<Picture> {
  const element = await waitForTestId(page, testId)
  const video = await element.toElement('video')
  return await video.evaluate((source) => {
    const [width, height] = [32, 18]
    const canvas = Object.assign(document.createElement('canvas'), { width, height })
    const context = canvas.getContext('2d')
    context?.drawImage(source, 0, 0, width, height)
    const pixels = context?.getImageData(0, 0, width, height).data ?? []
    const channel = (offset: number) => [...pixels].filter((_, index) => index % 4 === offset)
    const sumOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0)
    const greens = channel(1)
    const brightest = Math.max(...greens)
    return {
      width: source.videoWidth,
      height: source.videoHeight,
      brightest,
      contrast: brightest - Math.min(...greens),
      colour: [0, 1, 2].map((offset) => sumOf(channel(offset)) / greens.length),
    }
  })
}
