import type { RtpCapabilities, RtpParameters, TrackKind } from '@visavis/protocol'
import { ortc, type types } from 'mediasoup'
import {
  fromMediasoupParameters,
  toMediasoupCapabilities,
  toMediasoupParameters,
} from './mediasoup-shapes.ts'
import { ROUTER_CAPABILITIES } from './router-codecs.ts'

const VP8_CLOCK_HZ = 90_000
const OPUS_CLOCK_HZ = 48_000

/**
 * What a consumer of any voice or any VP8 picture has in common, so that a browser can negotiate it before there is
 * one. Made without the worker: a consumer there would start to probe for bandwidth.
 */
export function slotParameters(
  kind: TrackKind,
  rtpCapabilities: RtpCapabilities,
  mid: string,
): RtpParameters {
  const remoteRtpCapabilities = structuredClone(toMediasoupCapabilities(rtpCapabilities))
  ortc.validateAndNormalizeRtpCapabilities(remoteRtpCapabilities)
  const parameters = ortc.getConsumerRtpParameters({
    consumableRtpParameters: CONSUMABLE[kind],
    remoteRtpCapabilities,
    pipe: false,
    // Lost voice is sent again too, without a codec of its own for it.
    enableRtx: true,
  })
  return { ...fromMediasoupParameters(parameters), mid }
}

const CONSUMABLE: Readonly<Record<TrackKind, types.RtpParameters>> = {
  audio: consumable('audio', {
    codecs: [{ mimeType: 'audio/opus', payloadType: 100, clockRate: OPUS_CLOCK_HZ, channels: 2 }],
    encodings: [{ ssrc: 1 }],
    rtcp: {},
  }),
  video: consumable('video', {
    codecs: [{ mimeType: 'video/VP8', payloadType: 101, clockRate: VP8_CLOCK_HZ }],
    encodings: [{ ssrc: 2 }],
    rtcp: {},
  }),
}

/** What a router would make of a producer of this kind. */
function consumable(kind: TrackKind, sent: types.RtpParameters): types.RtpParameters {
  const capabilities = toMediasoupCapabilities(ROUTER_CAPABILITIES)
  const parameters = toMediasoupParameters(structuredClone(fromMediasoupParameters(sent)))
  ortc.validateAndNormalizeRtpParameters(parameters)
  const mapping = ortc.getProducerRtpParametersMapping(parameters, capabilities)
  return ortc.getConsumableRtpParameters(kind, parameters, capabilities, mapping)
}
