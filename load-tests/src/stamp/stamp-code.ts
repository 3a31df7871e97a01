/**
 * A time as black and white blocks, drawn into a picture and read back from it.
 * Both functions also run inside pages, so they use nothing but their arguments.
 */
export const STAMP = {
  columns: 16,
  rows: 2,
  /** Share of the picture's height that the blocks cover, from the top. */
  height: 2 / 9,
  /** Stamps count tenths of a millisecond and start again after 28 minutes. */
  unitsPerMs: 10,
  modulus: 2 ** 24,
} as const

/** 24 bits of time, then 8 bits of checksum; most significant first. */
export function encodeStamp(units: number): boolean[] {
  const sum = ((units & 255) * 3 + ((units >> 8) & 255) * 5 + (units >> 16) * 7 + 91) & 255
  const bits: boolean[] = []
  for (let bit = 23; bit >= 0; bit -= 1) bits.push(((units >> bit) & 1) === 1)
  for (let bit = 7; bit >= 0; bit -= 1) bits.push(((sum >> bit) & 1) === 1)
  return bits
}

/** `null` when a block is grey or the checksum does not match. `lumas` are 0–255, in drawing order. */
export function decodeStamp(lumas: readonly number[]): number | null {
  if (lumas.length !== 32 || lumas.some((luma) => luma > 96 && luma < 160)) return null
  const read = (from: number, to: number) =>
    lumas.slice(from, to).reduce((value, luma) => value * 2 + (luma > 128 ? 1 : 0), 0)
  const units = read(0, 24)
  const sum = ((units & 255) * 3 + ((units >> 8) & 255) * 5 + (units >> 16) * 7 + 91) & 255
  return sum === read(24, 32) ? units : null
}

/** Milliseconds from a stamp to a later reading of the same clock. */
export function stampAgeMs(stampUnits: number, readUnits: number): number {
  const units = (((readUnits - stampUnits) % STAMP.modulus) + STAMP.modulus) % STAMP.modulus
  return (units > STAMP.modulus / 2 ? units - STAMP.modulus : units) / STAMP.unitsPerMs
}
