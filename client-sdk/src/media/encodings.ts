import type { TrackSource } from '@visavis/protocol/browser'
import type { types } from 'mediasoup-client'
import { wait } from '../wait.ts'

type Encodings = types.RtpEncodingParameters[]
type Options = Pick<types.ProducerOptions, 'encodings' | 'codecOptions'>

/** Start near what a call needs: from its default of 300 kbps the encoder takes seconds to reach 720p. */
const START_BITRATE_KBPS = 1_000

/** Higher gains nothing that people hear in speech; a shared screen may play music. */
const VOICE_BITRATE_BPS = 32_000
const MUSIC_BITRATE_BPS = 96_000

/**
 * Fits beside a voice into 150 kbps with a sixth to spare: packets add 18 kbps to it, and 28 to the voice. With less to spare a queue
 * fills up, and overflows after some seconds. At 30 frames a second the encoder would drop frames of its own accord, unevenly.
 */
const SMALLEST = { maxBitrate: 52_000, maxFramerate: 20, scalabilityMode: 'L1T3' }

/** Text stays readable; a whole new screen arrives within about a second. */
const SCREEN_BITRATE_BPS = 3_000_000
const SCREEN_FRAME_RATE = 30

/** Captures at least this wide have all three layers. */
export const FULL_CAMERA_WIDTH = 1_280

/** How a track of this source is sent. `width`: of the capture, in pixels. */
export function sendOptions(source: TrackSource, width: number): Options {
  switch (source) {
    case 'microphone':
    case 'screen-audio':
      return audioOptions(source)
    case 'camera':
      return {
        encodings: cameraEncodings(width),
        codecOptions: { videoGoogleStartBitrate: START_BITRATE_KBPS },
      }
    case 'screen':
      return {
        // One layer at full resolution: a smaller one cannot be read, so it would only cost bandwidth.
        encodings: [{ maxBitrate: SCREEN_BITRATE_BPS, maxFramerate: SCREEN_FRAME_RATE, dtx: true }],
        codecOptions: { videoGoogleStartBitrate: START_BITRATE_KBPS },
      }
    default:
      return source satisfies never
  }
}

/**
 * Milliseconds after the start at which each layer of a camera is added. The first picture is small: it is encoded
 * and sent in a fraction of the time, and adding a large layer stalls a slow encoder.
 */
const LAYER_AFTER_MS = [0, 400, 2_000]

const STARTED_AFTER_MS = 1_000

/** Begins with the smallest of several layers; `addLayers` adds the others. */
export function smallestFirst(encodings: Encodings): Encodings {
  return encodings.map((encoding, layer) => ({ ...encoding, active: layer === 0 }))
}

/** Never rejects: without the larger layers there is a picture already. */
export async function addLayers({
  rtpSender: sender,
}: Pick<types.Producer, 'rtpSender'>): Promise<void> {
  const startedAt = performance.now()
  for (const [layer, afterMs] of LAYER_AFTER_MS.entries()) {
    await wait(startedAt + afterMs - performance.now())
    if (!sender?.track || sender.track.readyState === 'ended') return
    await addLayer(sender, layer).catch(() => {})
  }
}

async function addLayer(sender: RTCRtpSender, layer: number): Promise<void> {
  const { width = 0 } = sender.track?.getSettings() ?? {}
  const parameters = sender.getParameters()
  const encoding = parameters.encodings[layer]
  if (!encoding || encoding.active || layer >= cameraEncodings(width).length) return
  encoding.active = true
  await sender.setParameters(parameters)
}

/** Makes a sender with three layers fit for a smaller capture, which has fewer. */
export async function adaptEncodings(
  { rtpSender }: Pick<types.Producer, 'rtpSender'>,
  width: number,
): Promise<void> {
  if (!rtpSender || width >= FULL_CAMERA_WIDTH) return
  const parameters = rtpSender.getParameters()
  const wanted = cameraEncodings(width)
  parameters.encodings.forEach((encoding, index) => {
    const layer = wanted[index]
    if (layer?.maxBitrate) encoding.maxBitrate = layer.maxBitrate
    if (layer?.maxFramerate) encoding.maxFramerate = layer.maxFramerate
    else delete encoding.maxFramerate
    encoding.scaleResolutionDownBy = layer?.scaleResolutionDownBy ?? 1
    // Another of the same size.
    if (!layer) encoding.active = false
  })
  await rtpSender.setParameters(parameters)
}

/** Until a camera has started, some browsers tell the size that was asked for. Never rejects. */
export async function adaptToStarted(producer: Pick<types.Producer, 'rtpSender'>): Promise<void> {
  await wait(STARTED_AFTER_MS)
  const track = producer.rtpSender?.track
  if (track?.readyState !== 'live') return
  await adaptEncodings(producer, track.getSettings().width ?? FULL_CAMERA_WIDTH).catch(() => {})
}

/** Sound goes first when bandwidth is short. */
function audioOptions(source: 'microphone' | 'screen-audio'): Options {
  const voice = source === 'microphone'
  const maxBitrate = voice ? VOICE_BITRATE_BPS : MUSIC_BITRATE_BPS
  const encodings: Encodings = [{ maxBitrate, priority: 'high', networkPriority: 'high' }]
  // Silence detection cuts music and short sounds, so only voice has it.
  const codecOptions = { opusFec: true, opusNack: true, opusDtx: voice, opusStereo: !voice }
  return { encodings, codecOptions }
}

/**
 * Simulcast, so that the server can serve each viewer what their network and screen take. Three layers
 * only from a 720p capture: from 640×360 Chromium never sent the top one, so smaller captures have two,
 * and one that is tiny has nothing to halve.
 */
function cameraEncodings(width: number): Encodings {
  if (width >= FULL_CAMERA_WIDTH) {
    return [
      { scaleResolutionDownBy: 4, ...SMALLEST },
      { scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode: 'L1T3' },
      { scaleResolutionDownBy: 1, maxBitrate: 1_700_000, scalabilityMode: 'L1T3' },
    ]
  }
  if (width >= 480) {
    return [
      { scaleResolutionDownBy: 2, ...SMALLEST },
      { scaleResolutionDownBy: 1, maxBitrate: 700_000, scalabilityMode: 'L1T3' },
    ]
  }
  return [{ maxBitrate: 300_000, scalabilityMode: 'L1T3' }]
}
