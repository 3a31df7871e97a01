import { join } from 'node:path'
import type { PartEnd, RecordedPart, RecordedTrack } from '@visavis/protocol'
import type { PictureSize } from '../rtp/depacketizer.ts'
import { SealedWriter } from '../seal/sealed-writer.ts'
import type { FileVideoCodec } from '../webm/media-format.ts'
import { WebmFile } from '../webm/webm-file.ts'

/** What a track is in files. */
export type PartCodec =
  | { readonly kind: 'audio'; readonly channels: number }
  | { readonly kind: 'video'; readonly codec: FileVideoCodec; readonly codecString: string }

/** The file that a codec goes into, and its name there. */
export function containerOf(codec: PartCodec): Pick<RecordedPart, 'format' | 'codec'> {
  if (codec.kind === 'audio') return { format: 'webm', codec: 'opus' }
  return { format: codec.codec === 'avc' ? 'mkv' : 'webm', codec: codec.codecString }
}

export interface PartFrame {
  readonly data: Buffer
  readonly isKey: boolean
  readonly size?: PictureSize | undefined
  /** From the beginning of the part. */
  readonly atMs: number
}

/** Times of a part are found when it ends, from all that is known by then. */
export type ToServerTime = (atMs: number) => number

const UNKNOWN_SIZE: PictureSize = { width: 1_280, height: 720 }

/** One file of a track: media in, sealed bytes on the disk. */
export class PartWriter {
  readonly file: string
  readonly #track: RecordedTrack
  readonly #codec: PartCodec
  readonly #sealed: SealedWriter
  readonly #media: WebmFile
  readonly #sizes: { atMs: number; size: PictureSize }[] = []
  #frames = 0
  #lastMs = 0
  /** How long the last frame is shown, as far as can be told. */
  #frameMs = 20

  constructor(options: {
    track: RecordedTrack
    codec: PartCodec
    file: string
    folder: string
    /** What the sealed file is bound to. */
    name: string
    dataKey: Buffer
    first: PartFrame
  }) {
    const { track, codec, file, folder, name, dataKey, first } = options
    this.file = file
    this.#track = track
    this.#codec = codec
    this.#sealed = new SealedWriter({ path: join(folder, file), dataKey, name })
    const format = codec.kind === 'audio' ? codec : { ...codec, size: first.size ?? UNKNOWN_SIZE }
    this.#media = new WebmFile(format, first.data, (bytes) => this.#sealed.write(bytes))
    // A segment of its own, which another may stand for in the end.
    this.#sealed.flush()
    this.add(first)
  }

  /** Throws what went wrong with earlier frames. */
  add(frame: PartFrame): void {
    const { data, isKey, atMs } = frame
    if (this.#frames > 0) this.#frameMs = Math.min(1_000, Math.max(1, atMs - this.#lastMs))
    this.#lastMs = atMs
    this.#frames += 1
    this.#noteSize(frame)
    this.#media.add({ data, isKey, atMs })
  }

  get lengthMs(): number {
    return this.#lastMs + this.#frameMs
  }

  /** What was added survives this process. */
  flush(): void {
    this.#sealed.flush()
  }

  async close(endedBy: PartEnd, toServerTime: ToServerTime): Promise<RecordedPart> {
    const sealed = await this.#sealed.close(this.#media.finish(this.lengthMs))
    const at = (ms: number) => Math.round(toServerTime(ms))
    return {
      file: this.file,
      track: this.#track.track,
      ...containerOf(this.#codec),
      startsAt: at(0),
      endsAt: at(this.#lastMs),
      endedBy,
      sizes: this.#sizes.map(({ atMs, size }) => ({ at: at(atMs), ...size })),
      frames: this.#frames,
      ...sealed,
      isComplete: true,
    }
  }

  #noteSize({ atMs, size }: PartFrame): void {
    const known = this.#sizes.at(-1)?.size
    if (!size || (known?.width === size.width && known.height === size.height)) return
    this.#sizes.push({ atMs, size })
  }
}
