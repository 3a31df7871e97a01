import type { RtpCapabilities, RtpParameters } from '@visavis/protocol'
import type { types } from 'mediasoup'

// The wire's schemas bound what mediasoup's types leave open and the other way round: closed sets of
// header extensions there, open strings here. mediasoup checks each value itself before use, so these
// four name the same shape in the other's words.

export function toMediasoupParameters(parameters: RtpParameters): types.RtpParameters {
  return parameters as types.RtpParameters
}

export function toMediasoupCapabilities(capabilities: RtpCapabilities): types.RtpCapabilities {
  return capabilities as types.RtpCapabilities
}

export function fromMediasoupParameters(parameters: types.RtpParameters): RtpParameters {
  return parameters as RtpParameters
}

export function fromMediasoupCapabilities(
  capabilities: types.RouterRtpCapabilities,
): RtpCapabilities {
  return capabilities as RtpCapabilities
}
