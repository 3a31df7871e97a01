import type { CodedFrame, Depacketizer } from './depacketizer.ts'

const START_CODE = 0x9d012a

/** RFC 7741. */
export const vp8: Depacketizer = {
  codec: 'vp8',
  assemble(payloads) {
    const data = Buffer.concat(payloads.map(withoutDescriptor))
    return data.length === 0 ? undefined : frameOf(data)
  },
}

function frameOf(data: Buffer): CodedFrame {
  const isKey = (data.readUInt8(0) & 1) === 0
  if (!isKey) return { data, isKey }
  if (data.readUIntBE(3, 3) !== START_CODE) throw new RangeError('A key frame without start code')
  const width = data.readUInt16LE(6) & 0x3fff
  const height = data.readUInt16LE(8) & 0x3fff
  return { data, isKey, size: { width, height } }
}

function withoutDescriptor(payload: Buffer): Buffer {
  if (payload.length === 0) return payload
  const isExtended = (payload.readUInt8(0) & 0x80) !== 0
  if (!isExtended) return payload.subarray(1)
  const flags = payload.readUInt8(1)
  let start = 2
  if (flags & 0x80) start += payload.readUInt8(start) & 0x80 ? 2 : 1
  if (flags & 0x40) start += 1
  if (flags & 0x30) start += 1
  return payload.subarray(start)
}
