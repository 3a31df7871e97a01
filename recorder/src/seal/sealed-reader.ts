import { VisavisError } from '@visavis/protocol'
import { FILE_ID_BYTES, PartCipher, TAG_BYTES } from './part-cipher.ts'
import {
  HEADER_BYTES,
  INDEX_MAGIC,
  INDEX_TAIL_BYTES,
  MAGIC,
  readWord,
  type SegmentWord,
  sealedBytes,
  WORD_BYTES,
} from './sealed-format.ts'

/** Bytes that can be read anywhere: a local file, an object in a store. */
export interface ByteSource {
  readonly size: number
  /** Fewer bytes than asked for only at the end. */
  read(offset: number, length: number): Promise<Buffer>
}

interface Segment extends SegmentWord {
  readonly index: number
  /** Of its word in the sealed file. */
  readonly sealedAt: number
  readonly plainAt: number
}

export interface Damage {
  readonly segment: number
  readonly plainFrom: number
  readonly plainTo: number
}

/** Opens a sealed file at any place, segment by segment. */
export class SealedReader {
  readonly #source: ByteSource
  readonly #cipher: PartCipher
  /** In the order of what they hold. */
  readonly #segments: readonly Segment[]
  /** In the sealed file. */
  readonly #last: Segment | undefined

  static async open(options: {
    source: ByteSource
    dataKey: Buffer
    name: string
  }): Promise<SealedReader> {
    const header = await options.source.read(0, HEADER_BYTES)
    if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) {
      throw new VisavisError('recording-damaged', { detail: 'It is no sealed file.' })
    }
    const fileId = header.subarray(HEADER_BYTES - FILE_ID_BYTES)
    const words = (await readIndex(options.source)) ?? (await walk(options.source))
    return new SealedReader(options.source, new PartCipher({ ...options, fileId }), words)
  }

  private constructor(source: ByteSource, cipher: PartCipher, words: readonly SegmentWord[]) {
    this.#source = source
    this.#cipher = cipher
    this.#segments = inOrder(words)
    this.#last = this.#segments.find(({ index }) => index === words.length - 1)
  }

  get plainBytes(): number {
    const last = this.#segments.at(-1)
    return last ? last.plainAt + last.plainBytes : 0
  }

  /** Whether the file was ended by its writer, not cut off. */
  get isComplete(): boolean {
    return this.#last?.isLast ?? false
  }

  /**
   * Plain bytes from `from` up to `to`. A damaged segment is `recording-damaged`, or, with `onDamage`, told and given as
   * zeros, so that the rest stays in its place.
   */
  async *read(
    from = 0,
    to = this.plainBytes,
    onDamage?: (damage: Damage) => void,
  ): AsyncGenerator<Buffer> {
    for (const segment of this.#segments) {
      const [start, end] = [segment.plainAt, segment.plainAt + segment.plainBytes]
      if (end <= from) continue
      if (start >= to) return
      const plain = await this.#open(segment, onDamage)
      yield plain.subarray(Math.max(0, from - start), to - start)
    }
  }

  async readAll(): Promise<Buffer> {
    const pieces: Buffer[] = []
    for await (const piece of this.read()) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  /** How many bytes of the sealed file there are before the first segment that does not open. */
  async findWhole(): Promise<number> {
    let whole = HEADER_BYTES
    let damaged = false
    for (const segment of this.#segments.toSorted((one, other) => one.index - other.index)) {
      await this.#open(segment, () => {
        damaged = true
      })
      if (damaged) break
      whole = segment.sealedAt + sealedBytes(segment)
    }
    return whole
  }

  async #open(segment: Segment, onDamage?: (damage: Damage) => void): Promise<Buffer> {
    const { index, plainBytes, plainAt, sealedAt } = segment
    const sealed = await this.#source.read(sealedAt + WORD_BYTES, plainBytes + TAG_BYTES)
    try {
      return this.#cipher.open(index, segment, sealed)
    } catch (cause) {
      if (!onDamage)
        throw new VisavisError('recording-damaged', { detail: `Segment ${index}.`, cause })
      onDamage({ segment: index, plainFrom: plainAt, plainTo: plainAt + plainBytes })
      return Buffer.alloc(plainBytes)
    }
  }
}

/** As they are in the file, but a last one that stands in place of the first comes there. */
function inOrder(words: readonly SegmentWord[]): Segment[] {
  let sealedAt: number = HEADER_BYTES
  const placed = words.map((word, index) => {
    const at = sealedAt
    sealedAt += sealedBytes(word)
    return { ...word, index, sealedAt: at }
  })
  const front = placed.at(-1)
  const ordered = front?.isFront && front.isLast ? [front, ...placed.slice(1, -1)] : placed
  let plainAt = 0
  return ordered.map((segment) => {
    const at = plainAt
    plainAt += segment.plainBytes
    return { ...segment, plainAt: at }
  })
}

/** `undefined` where there is none, or one that cannot be true. */
async function readIndex(source: ByteSource): Promise<SegmentWord[] | undefined> {
  const tailAt = source.size - INDEX_TAIL_BYTES
  if (tailAt < HEADER_BYTES) return undefined
  const tail = await source.read(tailAt, INDEX_TAIL_BYTES)
  if (!tail.subarray(WORD_BYTES).equals(INDEX_MAGIC)) return undefined
  const bytes = tail.readUInt32BE(0) * WORD_BYTES
  const start = tailAt - bytes
  if (start < HEADER_BYTES) return undefined
  const words = wordsOf(await source.read(start, bytes))
  const end = words.reduce((at, word) => at + sealedBytes(word), HEADER_BYTES)
  return end === start && words.at(-1)?.isLast ? words : undefined
}

function wordsOf(bytes: Buffer): SegmentWord[] {
  const words: SegmentWord[] = []
  for (let at = 0; at + WORD_BYTES <= bytes.length; at += WORD_BYTES) {
    const word = readWord(bytes, at)
    if (!word) break
    words.push(word)
  }
  return words
}

/** From word to word, as far as there are whole segments. */
async function walk(source: ByteSource): Promise<SegmentWord[]> {
  const words: SegmentWord[] = []
  for (let at = HEADER_BYTES; at + WORD_BYTES <= source.size; ) {
    const word = readWord(await source.read(at, WORD_BYTES))
    if (!word || at + sealedBytes(word) > source.size) break
    words.push(word)
    if (word.isLast) break
    at += sealedBytes(word)
  }
  return words
}
