import { pageScript } from './browser/page-script.ts'
import type { awaitFirstFrame } from './call/first-frame.ts'
import type { DirectPeer } from './direct/direct-peer.ts'
import type { readFrames } from './stamp/frame-reader.ts'
import { CAMERA } from './stamp/stamped-camera.ts'
import type { TraceMark } from './trace/tracer.ts'

declare global {
  /** Defined by `frameReaderScript`. */
  var visavisFrames: { read: typeof readFrames }
  /** Defined by `firstFrameScript`. */
  var visavisFirstFrame: { await: typeof awaitFirstFrame }
  /** Defined by `directPeerScript`. */
  var visavisDirect: DirectPeer
  /** Defined by `tracerScript`. */
  var visavisTrace: TraceMark[]
}

const stampCode = new URL('./stamp/stamp-code.ts', import.meta.url)
const stampedCamera = new URL('./stamp/stamped-camera.ts', import.meta.url)
const frameReader = new URL('./stamp/frame-reader.ts', import.meta.url)
const firstFrame = new URL('./call/first-frame.ts', import.meta.url)
const directPeer = new URL('./direct/direct-peer.ts', import.meta.url)
const tracer = new URL('./trace/tracer.ts', import.meta.url)

/** The page's camera shows stamps; its microphone stays what it was. */
export function stampedCameraScript(): string {
  return pageScript([stampCode, stampedCamera], `replaceCamera(${JSON.stringify(CAMERA)})`)
}

/** Defines `visavisFrames`. */
export function frameReaderScript(): string {
  return pageScript([stampCode, frameReader], 'globalThis.visavisFrames = { read: readFrames }')
}

/** Defines `visavisFirstFrame`. */
export function firstFrameScript(): string {
  return pageScript([firstFrame], 'globalThis.visavisFirstFrame = { await: awaitFirstFrame }')
}

/** Defines `visavisDirect`, afresh each time. */
export function directPeerScript(): string {
  return pageScript([directPeer], 'globalThis.visavisDirect = createDirectPeer()')
}

/** Defines `visavisTrace`, which fills from then on. */
export function tracerScript(): string {
  return pageScript([tracer], 'globalThis.visavisTrace = startTracer()')
}
