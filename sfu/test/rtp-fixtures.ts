import type { RtpParameters } from '@visavis/protocol'

let nextSsrc = 100_000

/** One Opus stream as a browser describes it. */
export function opusParameters({
  ssrc = nextSsrc++,
  mid,
}: {
  ssrc?: number
  mid?: string
} = {}): RtpParameters {
  return {
    ...(mid !== undefined && { mid }),
    codecs: [
      {
        mimeType: 'audio/opus',
        payloadType: 111,
        clockRate: 48_000,
        channels: 2,
        parameters: { useinbandfec: 1 },
      },
    ],
    encodings: [{ ssrc }],
    rtcp: { cname: 'fixture' },
  }
}

/** One VP8 stream with retransmissions. */
export function vp8Parameters(ssrc = nextSsrc++): RtpParameters {
  return {
    codecs: [
      {
        mimeType: 'video/VP8',
        payloadType: 96,
        clockRate: 90_000,
        rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
      },
      { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 96 } },
    ],
    headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 }],
    encodings: [{ ssrc, rtx: { ssrc: ssrc + 500_000 } }],
    rtcp: { cname: 'fixture' },
  }
}
