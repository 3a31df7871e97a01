import type { CloseReason } from '@visavis/protocol/browser'
import type { ConnectFailure } from './errors.ts'

/** Why a connection is being made again: what the server said, or what became of the socket. */
export type ReconnectReason = CloseReason | ConnectFailure

export type ClientState =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting' }
  | { readonly name: 'open' }
  | {
      readonly name: 'reconnecting'
      /** Counts from 1. */
      readonly attempt: number
      readonly reason: ReconnectReason
    }
  /** Does not come back by itself; `connect()` starts anew. */
  | { readonly name: 'closed'; readonly reason: CloseReason }
