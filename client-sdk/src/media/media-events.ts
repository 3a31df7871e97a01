import type { TrackId } from '@visavis/protocol/browser'
import type { MediaState } from '../room/room-events.ts'
import type { LocalTrack, RemoteTrack } from '../tracks.ts'

/** What a room hears of its media, and what media asks of its room. */
export interface MediaEvents {
  isMuted(track: TrackId): boolean
  /** Whether it is being sent, as far as the room knows. */
  isExpected(track: RemoteTrack): boolean
  onTrack(track: RemoteTrack): void
  onTrackRemoved(track: RemoteTrack): void
  onLocalTrack(track: LocalTrack): void
  onLocalTrackRemoved(track: LocalTrack): void
  onState(state: MediaState): void
}

/** For media that is prepared ahead of a room. */
export const NO_ROOM: MediaEvents = {
  isMuted: () => false,
  isExpected: () => false,
  onTrack: () => {},
  onTrackRemoved: () => {},
  onLocalTrack: () => {},
  onLocalTrackRemoved: () => {},
  onState: () => {},
}
