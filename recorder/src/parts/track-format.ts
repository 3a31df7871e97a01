import { type RtpParameters, VisavisError } from '@visavis/protocol'
import { type Depacketizer, depacketizerOf } from '../rtp/depacketizer.ts'
import type { FileVideoCodec } from '../webm/media-format.ts'
import type { PartCodec } from './part-writer.ts'

/** How a track comes, and what it becomes. */
export interface TrackFormat {
  readonly ssrc: number
  readonly payloadType: number
  readonly clockRate: number
  readonly codec: PartCodec
  /** Sound needs none: a packet is a frame. */
  readonly depacketizer: Depacketizer | undefined
}

const FILE_CODECS: Readonly<Record<string, FileVideoCodec>> = {
  'video/vp8': 'vp8',
  'video/vp9': 'vp9',
  'video/h264': 'avc',
  'video/av1': 'av1',
}

export function trackFormat({ codecs, encodings }: RtpParameters): TrackFormat {
  const [codec] = codecs
  const ssrc = encodings?.[0]?.ssrc
  if (!codec || ssrc === undefined) throw refusal('Without a codec or an SSRC.')
  const { payloadType, clockRate, channels = 2 } = codec
  const mimeType = codec.mimeType.toLowerCase()
  const common = { ssrc, payloadType, clockRate }
  if (mimeType === 'audio/opus') {
    return { ...common, codec: { kind: 'audio', channels }, depacketizer: undefined }
  }
  const [depacketizer, name] = [depacketizerOf(mimeType), FILE_CODECS[mimeType]]
  if (!depacketizer || !name) throw refusal(`${mimeType} cannot be recorded.`)
  const video = { kind: 'video', codec: name, codecString: depacketizer.codec } as const
  return { ...common, codec: video, depacketizer }
}

function refusal(detail: string): VisavisError {
  return new VisavisError('media-refused', { detail })
}
