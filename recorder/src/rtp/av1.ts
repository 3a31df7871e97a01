import type { Depacketizer } from './depacketizer.ts'

const SEQUENCE_HEADER = 1
const TEMPORAL_DELIMITER = 2
const TILE_LIST = 8
const PADDING = 15
const HAS_SIZE = 0x02
const HAS_EXTENSION = 0x04

/** The RTP payload format of AV1, version 1.0. The frame is in the low-overhead format, each unit with its size. */
export const av1: Depacketizer = {
  codec: 'av01.0.08M.08',
  assemble(payloads) {
    const units = unitsOf(payloads).filter(belongs)
    if (units.length === 0) return undefined
    const isKey = units.some((unit) => typeOf(unit) === SEQUENCE_HEADER)
    return { data: Buffer.concat(units.flatMap(withSize)), isKey }
  },
}

/** Units may go on from packet to packet; the first and last element of a packet say so. */
function unitsOf(payloads: readonly Buffer[]): Buffer[] {
  const units: Buffer[] = []
  for (const payload of payloads) {
    if (payload.length === 0) continue
    const continues = (payload.readUInt8(0) & 0x80) !== 0
    for (const [index, element] of elementsOf(payload).entries()) {
      if (index > 0 || !continues) units.push(element)
      else {
        const begun = units.pop()
        if (!begun) throw new RangeError('A rest without a beginning')
        units.push(Buffer.concat([begun, element]))
      }
    }
  }
  return units
}

function elementsOf(payload: Buffer): Buffer[] {
  const count = (payload.readUInt8(0) >> 4) & 3
  const elements: Buffer[] = []
  for (let at = 1; at < payload.length; ) {
    // Where the number of elements is told, the last has no length.
    const isLast = count !== 0 && elements.length === count - 1
    const { value, end } = isLast
      ? { value: payload.length - at, end: at }
      : readLeb128(payload, at)
    if (end + value > payload.length) throw new RangeError('An element longer than its packet')
    elements.push(payload.subarray(end, end + value))
    at = end + value
  }
  return elements
}

function belongs(unit: Buffer): boolean {
  if (unit.length === 0) return false
  return ![TEMPORAL_DELIMITER, TILE_LIST, PADDING].includes(typeOf(unit))
}

function typeOf(unit: Buffer): number {
  return (unit.readUInt8(0) >> 3) & 0x0f
}

function withSize(unit: Buffer): Buffer[] {
  const header = unit.readUInt8(0)
  if (header & HAS_SIZE) return [unit]
  const headerBytes = header & HAS_EXTENSION ? 2 : 1
  const head = Buffer.from(unit.subarray(0, headerBytes))
  head[0] = header | HAS_SIZE
  const body = unit.subarray(headerBytes)
  return [head, writeLeb128(body.length), body]
}

function readLeb128(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0
  for (let index = 0; index < 5; index++) {
    const byte = bytes.readUInt8(start + index)
    value += (byte & 0x7f) * 128 ** index
    if (byte < 0x80) return { value, end: start + index + 1 }
  }
  throw new RangeError('A number longer than five bytes')
}

function writeLeb128(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  do {
    const more = rest >= 0x80 ? 0x80 : 0
    bytes.push((rest & 0x7f) | more)
    rest >>>= 7
  } while (rest > 0)
  return Buffer.from(bytes)
}
