import type { TrackKind } from '@visavis/protocol'
import type { types } from 'mediasoup'

/** A track at the end of a pipe, as one worker's transports can consume it. */
export interface TrackCopy {
  readonly media: types.Producer
  readonly kind: TrackKind
  /** A track that was prepared may have got one since. */
  scope(): Promise<string | undefined>
}
