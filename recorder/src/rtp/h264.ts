import type { Depacketizer } from './depacketizer.ts'

const START_CODE = Buffer.from([0, 0, 0, 1])
const IDR = 5
const SPS = 7
const STAP_A = 24
const FU_A = 28

/** RFC 6184, non-interleaved. The frame is in the byte stream format of Annex B. */
export const h264: Depacketizer = {
  codec: 'avc1.42e01f',
  assemble(payloads) {
    const units = [...unitsOf(payloads)]
    if (units.length === 0) return undefined
    const types = new Set(units.map((unit) => unit.readUInt8(0) & 0x1f))
    // One that cannot be decoded without an earlier one's parameters is no beginning.
    const isKey = types.has(IDR) && types.has(SPS)
    return { data: Buffer.concat(units.flatMap((unit) => [START_CODE, unit])), isKey }
  },
}

function* unitsOf(payloads: readonly Buffer[]): Generator<Buffer> {
  let fragments: Buffer[] = []
  for (const payload of payloads) {
    if (payload.length === 0) continue
    const header = payload.readUInt8(0)
    switch (header & 0x1f) {
      case STAP_A:
        yield* aggregated(payload)
        break
      case FU_A: {
        const flags = payload.readUInt8(1)
        if (flags & 0x80) fragments = [Buffer.from([(header & 0xe0) | (flags & 0x1f)])]
        fragments.push(payload.subarray(2))
        if (flags & 0x40) yield Buffer.concat(fragments)
        break
      }
      default:
        yield payload
    }
  }
}

function* aggregated(payload: Buffer): Generator<Buffer> {
  for (let at = 1; at < payload.length; ) {
    const length = payload.readUInt16BE(at)
    const unit = payload.subarray(at + 2, at + 2 + length)
    if (unit.length < length || length === 0) throw new RangeError('A unit longer than its packet')
    yield unit
    at += 2 + length
  }
}
