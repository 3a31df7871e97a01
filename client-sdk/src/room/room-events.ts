import type { EndReason, MessageId, RoomState } from '@visavis/protocol/browser'
import type { ConnectReport } from '../connect-timing.ts'
import type { LocalTrack, RemoteTrack } from '../tracks.ts'
import type { NetworkState, Still } from '../weak/network-state.ts'

/** A message on its way. `failed` ones were refused; the rest are sent as soon as there is a connection. */
export interface PendingMessage {
  readonly id: MessageId
  readonly text: string
  readonly status: 'sending' | 'failed'
}

/** How sound and picture are doing, apart from the socket. `idle` until there is any. */
export type MediaState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'failed'

/** `lost`: the connection was away for so long that the server gave up our place. */
export type RoomEnd = EndReason | 'left' | 'taken-over' | 'lost'

export interface RoomEvents {
  state: RoomState
  track: RemoteTrack
  'track-removed': RemoteTrack
  /** Published, muted or unmuted. */
  'local-track': LocalTrack
  'local-track-removed': LocalTrack
  outbox: readonly PendingMessage[]
  connection: MediaState
  /** Whose network is weak, and what comes as stills. Told only when it has lasted for a while. */
  network: NetworkState
  /** A fresh still in place of video, or that there is none any more. */
  still: Still
  /** Once, when the first picture was painted: how long the way to it took. */
  timing: ConnectReport
  /** Once; nothing happens in the room after it. */
  ended: RoomEnd
}
