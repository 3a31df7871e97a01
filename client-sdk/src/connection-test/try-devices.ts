import { failed, passed, warning } from './outcomes.ts'
import type { StepOutcome } from './test-report.ts'

/** From the permission to the first picture. Some cameras take seconds. */
const PICTURE_MS = 6_000
/** How long somebody has to say something. */
const LISTEN_MS = 8_000
const LEVEL_MS = 50
/** Of full scale. A quiet room is below, a voice at arm's length above. */
const HEARD_LEVEL = 0.02
/** So long something must be heard: a click is no voice. */
const HEARD_TICKS = 10

/** Whether the camera gives a picture, and of which size. */
export async function tryCamera(
  track: MediaStreamTrack,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.srcObject = new MediaStream([track])
  video.play().catch(() => undefined)
  try {
    const isSeen = await happens(video, 'loadeddata', PICTURE_MS, signal)
    const { videoWidth: width, videoHeight: height } = video
    return isSeen ? passed({ type: 'picture', width, height }) : failed('no-picture')
  } finally {
    video.srcObject = null
  }
}

/** Whether something is heard. `onLevel` tells how loud it is, from 0 to 1. */
export async function tryMicrophone(
  track: MediaStreamTrack,
  onLevel: (level: number) => void,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const context = new AudioContext()
  try {
    const analyser = context.createAnalyser()
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
    await context.resume()
    return (await isHeard(analyser, onLevel, signal))
      ? passed({ type: 'heard' })
      : warning('silent')
  } finally {
    onLevel(0)
    await context.close()
  }
}

function isHeard(
  analyser: AnalyserNode,
  onLevel: (level: number) => void,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const samples = new Float32Array(analyser.fftSize)
    let loudTicks = 0
    const timer = setInterval(() => {
      const level = levelOf(analyser, samples)
      onLevel(Math.min(1, level * 4))
      if (level > HEARD_LEVEL) loudTicks += 1
      if (loudTicks >= HEARD_TICKS) settle(true)
    }, LEVEL_MS)
    const end = AbortSignal.any([signal, AbortSignal.timeout(LISTEN_MS)])
    end.addEventListener('abort', () => settle(false), { once: true })
    function settle(wasHeard: boolean): void {
      clearInterval(timer)
      resolve(wasHeard)
    }
  })
}

/** Root mean square, of full scale. */
function levelOf(analyser: AnalyserNode, samples: Float32Array<ArrayBuffer>): number {
  analyser.getFloatTimeDomainData(samples)
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
}

function happens(
  target: EventTarget,
  event: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const end = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    target.addEventListener(event, () => resolve(true), { once: true, signal: end })
    end.addEventListener('abort', () => resolve(false), { once: true })
  })
}
