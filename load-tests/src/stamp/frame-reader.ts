import { decodeStamp, STAMP } from './stamp-code.ts'

/** One presented frame: when the page got it, and the time that is written in it. */
export interface SeenFrame {
  /** Milliseconds on the page's `performance.now()`. */
  readonly at: number
  /** `at` on the wall clock, in the units of a stamp. */
  readonly units: number
  /** `null` when the frame shows no readable stamp. */
  readonly stamp: number | null
  readonly width: number
  readonly height: number
}

/** In a page: every frame that `video` presents from now on, for as long as `durationMs`. */
export function readFrames(video: HTMLVideoElement, durationMs: number): Promise<SeenFrame[]> {
  const probe = createProbe()
  const frames: SeenFrame[] = []
  let reading = true
  return new Promise((resolve) => {
    setTimeout(() => {
      reading = false
      resolve(frames)
    }, durationMs)
    const onFrame = () => {
      if (!reading) return
      const at = performance.now()
      const units = Math.round((performance.timeOrigin + at) * STAMP.unitsPerMs) % STAMP.modulus
      const { videoWidth: width, videoHeight: height } = video
      frames.push({ at, units, stamp: readStamp(probe, video), width, height })
      video.requestVideoFrameCallback(onFrame)
    }
    video.requestVideoFrameCallback(onFrame)
  })
}

/** One pixel for each block. */
function createProbe(): CanvasRenderingContext2D {
  const size = { width: STAMP.columns, height: STAMP.rows }
  const canvas = Object.assign(document.createElement('canvas'), size)
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })
  if (!context) throw new Error('This browser cannot draw')
  context.imageSmoothingEnabled = false
  return context
}

function readStamp(probe: CanvasRenderingContext2D, video: HTMLVideoElement): number | null {
  const { columns, rows, height } = STAMP
  const stripHeight = video.videoHeight * height
  probe.drawImage(video, 0, 0, video.videoWidth, stripHeight, 0, 0, columns, rows)
  const { data } = probe.getImageData(0, 0, columns, rows)
  const green = Array.from({ length: columns * rows }, (_, index) => data[index * 4 + 1] ?? 0)
  return decodeStamp(green)
}
