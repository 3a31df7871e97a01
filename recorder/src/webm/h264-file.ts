const START_CODE = Buffer.from([0, 0, 0, 1])
const [SPS, PPS] = [7, 8]

/** From the byte stream of Annex B to units with their lengths, as files hold them. */
export function withLengths(frame: Buffer): Buffer {
  return Buffer.concat(unitsOf(frame).flatMap((unit) => [lengthOf(unit, 4), unit]))
}

/** The decoder's configuration record of ISO/IEC 14496-15, of a key frame. */
export function h264Configuration(keyFrame: Buffer): Buffer {
  const units = unitsOf(keyFrame)
  const [sps] = units.filter((unit) => typeOf(unit) === SPS)
  const [pps] = units.filter((unit) => typeOf(unit) === PPS)
  if (!sps || !pps || sps.length < 4) return Buffer.alloc(0)
  const head = Buffer.from([1, sps.readUInt8(1), sps.readUInt8(2), sps.readUInt8(3), 0xff, 0xe1])
  return Buffer.concat([head, lengthOf(sps, 2), sps, Buffer.from([1]), lengthOf(pps, 2), pps])
}

function typeOf(unit: Buffer): number {
  return (unit[0] ?? 0) & 0x1f
}

function lengthOf(unit: Buffer, width: number): Buffer {
  const bytes = Buffer.alloc(width)
  bytes.writeUIntBE(unit.length, 0, width)
  return bytes
}

function unitsOf(frame: Buffer): Buffer[] {
  const units: Buffer[] = []
  for (let at = frame.indexOf(START_CODE); at >= 0; ) {
    const next = frame.indexOf(START_CODE, at + START_CODE.length)
    units.push(frame.subarray(at + START_CODE.length, next < 0 ? frame.length : next))
    at = next
  }
  return units
}
