const BOX_HEADER = 8
const TIMESCALE_AT = 20
/** Boxes that hold others on the way to those that name a length. */
const HOLDERS = new Set(['moov', 'trak'])
/** Where a box of version 0 has its duration, counted from the box's beginning. */
const DURATION_AT: Readonly<Record<string, number>> = { mvhd: 24, tkhd: 28 }

/**
 * Writes the length into the header of an MP4 that comes in fragments: the encoder cannot, as it does not know the end at the
 * beginning, and without it a player shows no length and cannot be moved.
 */
export class ToldLength {
  readonly #lengthMs: number
  readonly #write: (bytes: Buffer) => void
  #header: Buffer | undefined = Buffer.alloc(0)

  constructor({ lengthMs, write }: { lengthMs: number; write: (bytes: Buffer) => void }) {
    this.#lengthMs = lengthMs
    this.#write = write
  }

  take(bytes: Buffer): void {
    if (this.#header) this.#gather(Buffer.concat([this.#header, bytes]))
    else this.#write(bytes)
  }

  #gather(header: Buffer): void {
    this.#header = header
    const end = endOfHeader(header)
    if (end === undefined || end > header.length) return
    tell(header.subarray(0, end), this.#lengthMs)
    this.#write(header)
    this.#header = undefined
  }

  /** What never became a header goes as it is. */
  close(): void {
    if (this.#header?.length) this.#write(this.#header)
    this.#header = undefined
  }
}

function endOfHeader(bytes: Buffer): number | undefined {
  for (const { type, end } of boxesIn(bytes)) if (type === 'moov') return end
  return undefined
}

/** Boxes in order: the movie's own comes before its tracks', which count in its units. */
function tell(bytes: Buffer, lengthMs: number, unitsASecond = 1_000): void {
  let units = unitsASecond
  for (const { type, start, end } of boxesIn(bytes)) {
    if (type === 'mvhd') units = bytes.readUInt32BE(start + TIMESCALE_AT)
    const at = DURATION_AT[type]
    if (at !== undefined) bytes.writeUInt32BE(Math.round((lengthMs * units) / 1_000), start + at)
    if (HOLDERS.has(type)) tell(bytes.subarray(start + BOX_HEADER, end), lengthMs, units)
  }
}

interface Box {
  readonly type: string
  readonly start: number
  readonly end: number
}

function* boxesIn(bytes: Buffer): Generator<Box> {
  for (let start = 0; start + BOX_HEADER <= bytes.length; ) {
    const end = start + Math.max(BOX_HEADER, bytes.readUInt32BE(start))
    yield { type: bytes.toString('latin1', start + 4, start + BOX_HEADER), start, end }
    start = end
  }
}
