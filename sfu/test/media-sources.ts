import './webrtc-globals.ts'
import wrtc from '@roamhq/wrtc'

const { RTCAudioSource, RTCVideoSource } = wrtc.nonstandard
const SAMPLE_RATE = 48_000
const SAMPLES_PER_10_MS = SAMPLE_RATE / 100

export interface MediaSource extends Disposable {
  readonly track: MediaStreamTrack
}

/** A tone. */
export function toneSource(hertz = 440): MediaSource {
  const source = new RTCAudioSource()
  let sample = 0
  const timer = setInterval(() => {
    const samples = Int16Array.from(
      { length: SAMPLES_PER_10_MS },
      () => 8_000 * Math.sin((2 * Math.PI * hertz * sample++) / SAMPLE_RATE),
    )
    source.onData({ samples, sampleRate: SAMPLE_RATE, channelCount: 1 })
  }, 10)
  return { track: source.createTrack(), [Symbol.dispose]: () => clearInterval(timer) }
}

/** A grey picture that grows lighter, 25 times a second. */
export function pictureSource(width = 320, height = 180): MediaSource {
  const source = new RTCVideoSource()
  const data = new Uint8Array((width * height * 3) / 2).fill(128)
  let shade = 0
  const timer = setInterval(() => {
    data.fill(shade++ % 256, 0, width * height)
    source.onFrame({ width, height, data })
  }, 40)
  return { track: source.createTrack(), [Symbol.dispose]: () => clearInterval(timer) }
}
