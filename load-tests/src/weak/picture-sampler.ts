import { decodeStamp, STAMP } from '../stamp/stamp-code.ts'

/** What the viewer saw at a moment, on the page's wall clock: a moving picture, or a still in its place. */
export interface PictureSample {
  readonly at: number
  /** `null` when nothing readable was shown. */
  readonly stamp: number | null
}

/** In a page: reads the stamp of whatever is shown of the other person, again and again. */
export async function samplePictures(durationMs: number): Promise<PictureSample[]> {
  const canvas = new OffscreenCanvas(STAMP.columns * 4, STAMP.rows * 4)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  const samples: PictureSample[] = []
  const until = performance.now() + durationMs
  while (performance.now() < until) {
    const stamp = context ? readShown(context) : null
    samples.push({ at: performance.timeOrigin + performance.now(), stamp })
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return samples
}

function readShown(context: OffscreenCanvasRenderingContext2D): number | null {
  const shown = findShown(document, 'remote-still') ?? findShown(document, 'remote-video')
  if (!shown) return null
  const { width, height } = sizeOf(shown)
  if (width === 0) return null
  const { canvas } = context
  context.drawImage(shown, 0, 0, width, height * STAMP.height, 0, 0, canvas.width, canvas.height)
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  const lumas = Array.from({ length: STAMP.columns * STAMP.rows }, (_, index) => {
    const x = (index % STAMP.columns) * 4 + 2
    const y = Math.floor(index / STAMP.columns) * 4 + 2
    return data[(y * canvas.width + x) * 4 + 1] ?? 0
  })
  return decodeStamp(lumas)
}

type Shown = HTMLVideoElement | HTMLImageElement | HTMLCanvasElement

function sizeOf(shown: Shown): { width: number; height: number } {
  if (shown instanceof HTMLVideoElement) {
    return { width: shown.videoWidth, height: shown.videoHeight }
  }
  if (shown instanceof HTMLImageElement) {
    return { width: shown.naturalWidth, height: shown.naturalHeight }
  }
  return shown
}

function findShown(root: Document | ShadowRoot, testId: string): Shown | null {
  for (const element of root.querySelectorAll(`[data-testid="${testId}"]`)) {
    const inside = element.querySelector('video, img, canvas') ?? element
    const isPicture =
      inside instanceof HTMLVideoElement ||
      inside instanceof HTMLImageElement ||
      inside instanceof HTMLCanvasElement
    if (isPicture && inside.checkVisibility()) return inside
  }
  for (const { shadowRoot } of root.querySelectorAll('*')) {
    const found = shadowRoot && findShown(shadowRoot, testId)
    if (found) return found
  }
  return null
}
