import { element, empty, float, idBytes, text, UNKNOWN_SIZE, uint } from './ebml.ts'
import { withLengths } from './h264-file.ts'
import type { MediaFormat, MediaFrame } from './media-format.ts'
import { trackEntry } from './track-entry.ts'

const SEGMENT = 0x18538067
const INFO = 0x1549a966
const TRACKS = 0x1654ae6b
const CUES = 0x1c53bb6b
const NANOSECONDS = 1_000_000
/** A block counts from its cluster in 16 bits. */
const MAX_CLUSTER_MS = 30_000
/** Where a player may begin to hear. */
const SOUND_CLUSTER_MS = 5_000

interface Cue {
  readonly atMs: number
  /** From the beginning of the segment's content. */
  readonly position: number
}

/**
 * A WebM (Matroska for H.264) with one track. It is written forwards: what has been written plays, however it ends. When it
 * ends there is another beginning for it, which tells its length and where its pictures are.
 */
export class WebmFile {
  readonly #format: MediaFormat
  readonly #write: (bytes: Buffer) => void
  readonly #head: readonly Buffer[]
  readonly #track: Buffer
  readonly #cues: Cue[] = []
  #contentBytes: number
  #clusterMs = Number.NEGATIVE_INFINITY

  /** `first` is the frame that is added first. */
  constructor(format: MediaFormat, first: Buffer, write: (bytes: Buffer) => void) {
    this.#format = format
    this.#write = write
    this.#track = element(TRACKS, trackEntry(format, first))
    // Without a size, as the clusters in it have none.
    this.#head = [headOf(format), idBytes(SEGMENT), UNKNOWN_SIZE]
    const content = this.#content()
    this.#contentBytes = content.length
    write(Buffer.concat([...this.#head, content]))
  }

  /** In order of time. */
  add({ data, isKey, atMs }: MediaFrame): void {
    const at = Math.round(atMs)
    if (this.#needsCluster(at, isKey)) this.#beginCluster(at, isKey)
    const isH264 = this.#format.kind === 'video' && this.#format.codec === 'avc'
    const frame = isH264 ? withLengths(data) : data
    this.#append(blockHead(frame.length, at - this.#clusterMs, isKey))
    this.#append(frame)
  }

  /** Nothing is added any more. What is to stand in place of the first bytes that were written, as long as they. */
  finish(lengthMs: number): Buffer {
    const cuesAt = this.#contentBytes
    this.#append(element(CUES, ...this.#cues.map(cuePoint)))
    const content = this.#content({ lengthMs, cuesAt })
    return Buffer.concat([...this.#head, content])
  }

  #needsCluster(at: number, isKey: boolean): boolean {
    const age = at - this.#clusterMs
    if (this.#format.kind === 'audio') return age >= SOUND_CLUSTER_MS
    return age >= MAX_CLUSTER_MS || (isKey && age > 0)
  }

  #beginCluster(at: number, isKey: boolean): void {
    if (isKey) this.#cues.push({ atMs: at, position: this.#contentBytes })
    this.#clusterMs = at
    this.#append(Buffer.concat([idBytes(0x1f43b675), UNKNOWN_SIZE, uint(0xe7, at)]))
  }

  #append(bytes: Buffer): void {
    this.#contentBytes += bytes.length
    this.#write(bytes)
  }

  /** What the segment begins with: as long before the end is known as after. */
  #content(known?: { lengthMs: number; cuesAt: number }): Buffer {
    const length = float(0x4489, known?.lengthMs ?? 0)
    const info = element(
      INFO,
      ...[uint(0x2ad7b1, NANOSECONDS), text(0x4d80, 'Visavis'), text(0x5741, 'Visavis')],
      known ? length : empty(length.length),
    )
    const positions = { info: 0, tracks: 0, cues: known?.cuesAt ?? 0 }
    const seekBytes = seekHead(positions).length
    const seek = seekHead({ ...positions, info: seekBytes, tracks: seekBytes + info.length })
    return Buffer.concat([known ? seek : empty(seekBytes), info, this.#track])
  }
}

function headOf(format: MediaFormat): Buffer {
  const isMatroska = format.kind === 'video' && format.codec === 'avc'
  return element(
    0x1a45dfa3,
    ...[uint(0x4286, 1), uint(0x42f7, 1), uint(0x42f2, 4), uint(0x42f3, 8)],
    ...[text(0x4282, isMatroska ? 'matroska' : 'webm'), uint(0x4287, 4), uint(0x4285, 2)],
  )
}

function seekHead({ info, tracks, cues }: { info: number; tracks: number; cues: number }): Buffer {
  const seek = (id: number, position: number) =>
    element(0x4dbb, element(0x53ab, idBytes(id)), uint(0x53ac, position))
  return element(0x114d9b74, seek(INFO, info), seek(TRACKS, tracks), seek(CUES, cues))
}

function cuePoint({ atMs, position }: Cue): Buffer {
  const place = element(0xb7, uint(0xf7, 1), uint(0xf1, position))
  return element(0xbb, uint(0xb3, atMs), place)
}

/** A simple block of track 1, up to its frame. */
function blockHead(frameBytes: number, fromCluster: number, isKey: boolean): Buffer {
  const head = Buffer.allocUnsafe(9)
  head.writeUInt8(0xa3, 0)
  head.writeUInt32BE(0x1000_0000 + frameBytes + 4, 1)
  head.writeUInt8(0x81, 5)
  head.writeInt16BE(fromCluster, 6)
  head.writeUInt8(isKey ? 0x80 : 0, 8)
  return head
}
