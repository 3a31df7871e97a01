import type { ParticipantId, TrackId, TrackKind, TrackSource } from '@visavis/protocol/browser'

/** A track of somebody else, ready to be shown or heard. */
export interface RemoteTrack {
  readonly id: TrackId
  readonly participant: ParticipantId
  readonly source: TrackSource
  readonly kind: TrackKind
  readonly track: MediaStreamTrack
  /** Whether its publisher muted it. Follows the room's state. */
  readonly muted: boolean
}

/** A track of ours. A new object for each change. */
export interface LocalTrack {
  readonly source: TrackSource
  readonly kind: TrackKind
  /** `null` while a muted camera is off. */
  readonly track: MediaStreamTrack | null
  readonly muted: boolean
}
