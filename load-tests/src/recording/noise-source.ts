import { randomFillSync } from 'node:crypto'
import wrtc from '@roamhq/wrtc'
import type { MediaSource } from '@visavis/sfu/testing'

const { RTCVideoSource } = wrtc.nonstandard
const FRAMES = 8
const FRAME_MS = 33

/** A picture that is as hard to code as a camera's: noise that moves. */
export function noiseSource(width: number, height: number): MediaSource {
  const source = new RTCVideoSource()
  const frames = Array.from({ length: FRAMES }, () => noise(width, height))
  let next = 0
  const timer = setInterval(() => {
    source.onFrame({ width, height, data: frames[next++ % FRAMES] ?? noise(width, height) })
  }, FRAME_MS)
  return { track: source.createTrack(), [Symbol.dispose]: () => clearInterval(timer) }
}

/** Soft noise: blocks of 8 pixels. */
function noise(width: number, height: number): Uint8Array {
  const data = new Uint8Array((width * height * 3) / 2).fill(128)
  const row = new Uint8Array(Math.ceil(width / 8))
  for (let y = 0; y < height; y++) {
    if (y % 8 === 0) randomFillSync(row)
    for (let x = 0; x < width; x++) data[y * width + x] = 96 + ((row[x >> 3] ?? 0) >> 2)
  }
  return data
}
