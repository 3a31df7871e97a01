import wrtc from '@roamhq/wrtc'
import type { MediaSource } from '@visavis/sfu/testing'

const { RTCAudioSource, RTCVideoSource } = wrtc.nonstandard
const SAMPLE_RATE = 48_000
const CHUNK_MS = 10
const FRAME_MS = 1_000 / 30
/** A beep and a flash begin together this often, and last so long. */
export const CLAP_EVERY_MS = 1_000
const CLAP_MS = 100
const HERTZ = 1_000
const [WIDTH, HEIGHT] = [640, 360]

/** A voice and a camera that beep and flash at the same moment, once a second. */
export function clapper(): { voice: MediaSource; camera: MediaSource } {
  const began = performance.now()
  return { voice: beeps(began), camera: flashes(began) }
}

function isClap(ms: number): boolean {
  return ms % CLAP_EVERY_MS < CLAP_MS
}

/** Chunks are due by the clock, not by the timer, which is late now and then. */
function beeps(began: number): MediaSource {
  const source = new RTCAudioSource()
  let chunk = 0
  const timer = setInterval(() => {
    while (chunk * CHUNK_MS <= performance.now() - began) {
      source.onData({ samples: samplesOf(chunk++), sampleRate: SAMPLE_RATE, channelCount: 1 })
    }
  }, CHUNK_MS)
  return { track: source.createTrack(), [Symbol.dispose]: () => clearInterval(timer) }
}

function samplesOf(chunk: number): Int16Array {
  const length = (SAMPLE_RATE * CHUNK_MS) / 1_000
  const amplitude = isClap(chunk * CHUNK_MS) ? 12_000 : 0
  return Int16Array.from({ length }, (_, index) => {
    const seconds = (chunk * length + index) / SAMPLE_RATE
    return amplitude * Math.sin(2 * Math.PI * HERTZ * seconds)
  })
}

function flashes(began: number): MediaSource {
  const source = new RTCVideoSource()
  const [dark, bright] = [picture(32), picture(220)]
  let frame = 0
  const timer = setInterval(() => {
    const now = performance.now() - began
    if (frame * FRAME_MS > now) return
    frame = Math.floor(now / FRAME_MS) + 1
    source.onFrame({ width: WIDTH, height: HEIGHT, data: isClap(now) ? bright : dark })
  }, 5)
  return { track: source.createTrack(), [Symbol.dispose]: () => clearInterval(timer) }
}

function picture(shade: number): Uint8Array {
  const data = new Uint8Array((WIDTH * HEIGHT * 3) / 2).fill(128)
  return data.fill(shade, 0, WIDTH * HEIGHT)
}
