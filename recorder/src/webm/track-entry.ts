import { element, float, text, uint } from './ebml.ts'
import { h264Configuration } from './h264-file.ts'
import type { FileVideoCodec, MediaFormat } from './media-format.ts'

const OPUS_HZ = 48_000
/** Main profile at level 4.0, eight bits, 4:2:0: what browsers send of screens. The stream itself says more. */
const AV1_CONFIGURATION = Buffer.from([0x81, 0x08, 0x0c, 0x00])

const CODEC_IDS: Readonly<Record<FileVideoCodec, string>> = {
  vp8: 'V_VP8',
  vp9: 'V_VP9',
  av1: 'V_AV1',
  avc: 'V_MPEG4/ISO/AVC',
}

/** The only track of a file, as the frame that it begins with has it. */
export function trackEntry(format: MediaFormat, first: Buffer): Buffer {
  const [number, uid, isLaced] = [uint(0xd7, 1), uint(0x73c5, 1), uint(0x9c, 0)]
  if (format.kind === 'audio') {
    const { channels } = format
    const sound = element(0xe1, float(0xb5, OPUS_HZ), uint(0x9f, channels))
    const codec = [text(0x86, 'A_OPUS'), element(0x63a2, opusHead(channels))]
    return element(0xae, number, uid, uint(0x83, 2), isLaced, ...codec, sound)
  }
  const { codec, size } = format
  const picture = element(0xe0, uint(0xb0, size.width), uint(0xba, size.height))
  const named = [text(0x86, CODEC_IDS[codec]), ...configuration(codec, first)]
  return element(0xae, number, uid, uint(0x83, 1), isLaced, ...named, picture)
}

function configuration(codec: FileVideoCodec, first: Buffer): Buffer[] {
  if (codec === 'av1') return [element(0x63a2, AV1_CONFIGURATION)]
  return codec === 'avc' ? [element(0x63a2, h264Configuration(first))] : []
}

/** RFC 7845. Nothing is to be skipped: a part begins anywhere in what was said. */
function opusHead(channels: number): Buffer {
  const head = Buffer.alloc(19)
  head.write('OpusHead')
  head.writeUInt8(1, 8)
  head.writeUInt8(channels, 9)
  head.writeUInt32LE(OPUS_HZ, 12)
  return head
}
