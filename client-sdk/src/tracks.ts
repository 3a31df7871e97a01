import {
  KIND_OF_SOURCE,
  type ParticipantId,
  type TrackId,
  type TrackKind,
  type TrackSource,
} from '@visavis/protocol/browser'

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

/** Tracks of one's own, by what they show or carry. */
export type SourceTracks = Partial<Record<TrackSource, MediaStreamTrack>>

/** @internal */
export function entriesOf(tracks: SourceTracks): [TrackSource, MediaStreamTrack][] {
  return SOURCES.flatMap((source): [TrackSource, MediaStreamTrack][] => {
    const track = tracks[source]
    return track ? [[source, track]] : []
  })
}

const SOURCES = Object.keys(KIND_OF_SOURCE) as TrackSource[]
