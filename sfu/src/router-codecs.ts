import type { RtpCapabilities } from '@visavis/protocol'
import { ortc, type types } from 'mediasoup'
import { fromMediasoupCapabilities } from './mediasoup-shapes.ts'

const VIDEO_CLOCK_HZ = 90_000

/**
 * What every router carries, most preferred first. The same list in the same order on every worker
 * gives the same payload types, so capabilities learnt from one hold for all.
 */
export const ROUTER_CODECS: types.RouterRtpCodecCapability[] = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    // In-band FEC repairs single losses without a round trip; DTX sends next to nothing in silence.
    parameters: { useinbandfec: 1, usedtx: 1 },
  },
  // First because every browser has it and a lost key frame costs least with it.
  { kind: 'video', mimeType: 'video/VP8', clockRate: VIDEO_CLOCK_HZ },
  {
    kind: 'video',
    mimeType: 'video/VP9',
    clockRate: VIDEO_CLOCK_HZ,
    parameters: { 'profile-id': 0 },
  },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: VIDEO_CLOCK_HZ,
    parameters: {
      'packetization-mode': 1,
      // Constrained baseline: what phones encode in hardware.
      'profile-level-id': '42e01f',
      'level-asymmetry-allowed': 1,
    },
  },
  { kind: 'video', mimeType: 'video/AV1', clockRate: VIDEO_CLOCK_HZ },
]

/** What a router made of this list answers, known before there is one. */
export const ROUTER_CAPABILITIES: RtpCapabilities = fromMediasoupCapabilities(
  ortc.generateRouterRtpCapabilities(structuredClone(ROUTER_CODECS)),
)
