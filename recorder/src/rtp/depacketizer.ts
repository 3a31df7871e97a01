import { av1 } from './av1.ts'
import { h264 } from './h264.ts'
import { vp8 } from './vp8.ts'
import { vp9 } from './vp9.ts'

export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** One frame as files hold it. */
export interface CodedFrame {
  readonly data: Buffer
  readonly isKey: boolean
  /** Where the frame says so: key frames do. */
  readonly size?: PictureSize | undefined
}

/** How a codec is cut into packets, and named in files. */
export interface Depacketizer {
  /** Name of the codec for the file's header, made from its first key frame. */
  readonly codec: string
  /**
   * The frame in the payloads of one timestamp, complete and in order. `undefined` when there is none, such as in
   * packets of padding; throws a `RangeError` where they make no sense.
   */
  assemble(payloads: readonly Buffer[]): CodedFrame | undefined
}

const VIDEO: Readonly<Record<string, Depacketizer>> = {
  'video/vp8': vp8,
  'video/vp9': vp9,
  'video/h264': h264,
  'video/av1': av1,
}

export function depacketizerOf(mimeType: string): Depacketizer | undefined {
  return VIDEO[mimeType.toLowerCase()]
}
