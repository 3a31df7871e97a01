import type {
  ParticipantId,
  RoomId,
  RoomState,
  TrackId,
  TrackSource,
} from '@visavis/protocol/browser'
import { Emitter } from '../emitter.ts'
import type { LocalTrack, RemoteTrack } from '../tracks.ts'
import type { MediaState, PendingMessage, RoomEnd, RoomEvents } from './room-events.ts'

export declare class Room extends Emitter<RoomEvents> {
  readonly id: RoomId
  readonly participant: ParticipantId
  /** The fold of the room's log; a new object for each change. */
  readonly state: RoomState
  readonly ended: RoomEnd | null
  readonly connection: MediaState
  readonly remoteTracks: ReadonlyMap<TrackId, RemoteTrack>
  readonly localTracks: ReadonlyMap<TrackSource, LocalTrack>
  readonly outbox: readonly PendingMessage[]
  publish(source: TrackSource, track: MediaStreamTrack): Promise<LocalTrack>
  unpublish(source: TrackSource): Promise<void>
  setMuted(source: TrackSource, muted: boolean): Promise<void>
  share(): Promise<LocalTrack>
  post(text: string): Promise<void>
  leave(): Promise<void>
  stats(): Promise<RTCStatsReport[]>
}
