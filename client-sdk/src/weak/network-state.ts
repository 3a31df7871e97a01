import type { ParticipantId, TrackId } from '@visavis/protocol/browser'

/** How the networks of a call are doing. */
export interface NetworkState {
  /** Whether one's own is weak. */
  readonly isWeak: boolean
  /** Others whose network is weak. */
  readonly weak: readonly ParticipantId[]
  /** Tracks of others that come as stills, because there is no room for video. */
  readonly stills: readonly TrackId[]
  /** Whether one's own camera is seen as stills, because there is no room to send video. */
  readonly isSendingStills: boolean
}

/** A picture of somebody's camera or screen, in place of video. `null`: there is none any more. */
export interface Still {
  readonly track: TrackId
  readonly image: Blob | null
}

export const GOOD_NETWORK: NetworkState = {
  isWeak: false,
  weak: [],
  stills: [],
  isSendingStills: false,
}
