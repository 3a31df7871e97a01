import { FILE_ID_BYTES, TAG_BYTES } from './part-cipher.ts'

// A sealed file: the magic, the file's id, then segments. Each has a word of 32 bits before it: the length of its
// plain text, in the highest bit whether it is the last, and in the next whether it stands in place of the first: what
// a file begins with may be known only when it ends. A file without a last segment was cut off. After the
// last segment comes the index: the word of every segment again, their number, and the magic of the index. It saves
// a reader from walking through the file, and is believed as far as the segments open.

export const MAGIC = Buffer.from('VVSEAL1\n')
export const INDEX_MAGIC = Buffer.from('VVINDEX1')
export const HEADER_BYTES: number = MAGIC.length + FILE_ID_BYTES
export const WORD_BYTES = 4
export const INDEX_TAIL_BYTES: number = WORD_BYTES + INDEX_MAGIC.length
/** Plain bytes of one segment at most. Less costs overhead, more is lost by one damaged byte. */
export const SEGMENT_BYTES: number = 64 * 1024

const LAST = 0x8000_0000
const FRONT = 0x4000_0000

/** What a segment is beyond its place. */
export interface SegmentKind {
  readonly isLast: boolean
  /** It stands in place of the first. */
  readonly isFront: boolean
}

export interface SegmentWord extends SegmentKind {
  readonly plainBytes: number
}

export function writeWord({ plainBytes, isLast, isFront }: SegmentWord): Buffer {
  const word = Buffer.alloc(WORD_BYTES)
  word.writeUInt32BE(plainBytes + (isLast ? LAST : 0) + (isFront ? FRONT : 0))
  return word
}

/** `undefined` for a length that no segment has. */
export function readWord(word: Buffer, at = 0): SegmentWord | undefined {
  const value = word.readUInt32BE(at)
  const plainBytes = value % FRONT
  if (plainBytes > SEGMENT_BYTES) return undefined
  return { plainBytes, isLast: value >= LAST, isFront: value % LAST >= FRONT }
}

export function sealedBytes({ plainBytes }: SegmentWord): number {
  return WORD_BYTES + plainBytes + TAG_BYTES
}

export function writeIndex(words: readonly Buffer[]): Buffer {
  const count = Buffer.alloc(WORD_BYTES)
  count.writeUInt32BE(words.length)
  return Buffer.concat([...words, count, INDEX_MAGIC])
}
