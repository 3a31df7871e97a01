import type { CloseReason, ErrorCode } from '@visavis/protocol/browser'
import type { ConnectFailure } from './errors.ts'

/** Why a connection ended or could not be made: what the server said, or what became of the socket. */
export type ReconnectReason = CloseReason | ConnectFailure | ErrorCode

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
  | { readonly name: 'closed'; readonly reason: ReconnectReason }
