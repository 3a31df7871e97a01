import type { RtpParameters, TrackKind } from '@visavis/protocol'
import { opusParameters, vp8Parameters } from './rtp-fixtures.ts'

interface Garbage {
  kind: TrackKind
  rtpParameters: RtpParameters
}

const opus = opusParameters()
const vp8 = vp8Parameters()

/** Well-formed messages that describe no media this node can take. */
export const GARBAGE: readonly Garbage[] = [
  { kind: 'audio', rtpParameters: { ...opus, codecs: [] } },
  {
    kind: 'audio',
    rtpParameters: { ...opus, codecs: [{ ...first(opus), mimeType: 'audio/nope' }] },
  },
  { kind: 'audio', rtpParameters: { ...opus, codecs: [{ ...first(opus), mimeType: 'garbage' }] } },
  { kind: 'audio', rtpParameters: { ...opus, encodings: [{ ssrc: -1 }] } },
  { kind: 'audio', rtpParameters: { ...opus, encodings: [{ ssrc: 2 ** 40 }] } },
  { kind: 'video', rtpParameters: { ...vp8, codecs: vp8.codecs.slice(1) } },
  { kind: 'video', rtpParameters: { ...vp8, encodings: [{ ssrc: 7 }, { ssrc: 7 }] } },
  { kind: 'video', rtpParameters: { ...vp8, encodings: [{ ssrc: 7, codecPayloadType: 5 }] } },
  { kind: 'video', rtpParameters: { ...vp8, encodings: [{}] } },
  {
    kind: 'video',
    rtpParameters: { ...vp8, headerExtensions: [{ uri: 'urn:nope', id: 100_000 }] },
  },
]

function first({ codecs: [codec] }: RtpParameters) {
  if (!codec) throw new Error('a fixture without a codec')
  return codec
}
