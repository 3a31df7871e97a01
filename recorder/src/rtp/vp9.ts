import type { CodedFrame, Depacketizer, PictureSize } from './depacketizer.ts'

/** RFC 9628. Layers of one timestamp go into the file one after the other, as a superframe would hold them. */
export const vp9: Depacketizer = {
  codec: 'vp09.00.10.08',
  assemble(payloads) {
    const parts = payloads.filter(({ length }) => length > 0).map(read)
    const [first] = parts
    if (!first) return undefined
    const data = Buffer.concat(parts.map(({ body }) => body))
    const size = parts.findLast((part) => part.size)?.size
    const frame: CodedFrame = { data, isKey: first.isKey, size }
    return frame
  },
}

interface Part {
  readonly body: Buffer
  readonly isKey: boolean
  readonly size: PictureSize | undefined
}

function read(payload: Buffer): Part {
  const flags = payload.readUInt8(0)
  const [hasId, isInter, hasLayers, isFlexible, hasStructure] = [0x80, 0x40, 0x20, 0x10, 0x02].map(
    (bit) => (flags & bit) !== 0,
  )
  let at = 1
  if (hasId) at += payload.readUInt8(at) & 0x80 ? 2 : 1
  if (hasLayers) at += isFlexible ? 1 : 2
  if (isFlexible && isInter) {
    while (payload.readUInt8(at++) & 1);
  }
  let size: PictureSize | undefined
  if (hasStructure) {
    const structure = readStructure(payload, at)
    at = structure.end
    size = structure.size
  }
  return { body: payload.subarray(at), isKey: !isInter, size }
}

function readStructure(payload: Buffer, start: number): { end: number; size?: PictureSize } {
  const head = payload.readUInt8(start)
  const layers = (head >> 5) + 1
  let at = start + 1
  let size: PictureSize | undefined
  if (head & 0x10) {
    const largest = at + 4 * (layers - 1)
    size = { width: payload.readUInt16BE(largest), height: payload.readUInt16BE(largest + 2) }
    at += 4 * layers
  }
  if (head & 0x08) {
    const pictures = payload.readUInt8(at++)
    for (let picture = 0; picture < pictures; picture++) {
      at += 1 + ((payload.readUInt8(at) >> 2) & 3)
    }
  }
  return { end: at, ...(size && { size }) }
}
