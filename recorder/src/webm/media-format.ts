import type { PictureSize } from '../rtp/depacketizer.ts'

export type FileVideoCodec = 'vp8' | 'vp9' | 'avc' | 'av1'

export type MediaFormat =
  | { readonly kind: 'audio'; readonly channels: number }
  | { readonly kind: 'video'; readonly codec: FileVideoCodec; readonly size: PictureSize }

export interface MediaFrame {
  readonly data: Buffer
  readonly isKey: boolean
  /** From the beginning of the file. */
  readonly atMs: number
}
