import type { QueuedTicket, RoomEnd, RoomId } from '@visavis/client-sdk'
import type { FailureWords } from '@visavis/client-sdk/ui'

/** Whom a call is with, as far as the queue told. */
export type CallSubject = Pick<QueuedTicket, 'product' | 'locale' | 'openedAt'>

export type DeskState =
  | { readonly name: 'signing-in' }
  | { readonly name: 'signed-out' }
  | { readonly name: 'failed'; readonly failure: FailureWords }
  /** The person's call is in another tab. */
  | { readonly name: 'elsewhere'; readonly room: RoomId }
  /** Another tab took this desk's place. */
  | { readonly name: 'taken-over' }
  | { readonly name: 'idle' }
  | { readonly name: 'accepting'; readonly ticket: QueuedTicket }
  | { readonly name: 'in-call'; readonly room: RoomId; readonly subject: CallSubject }
  | {
      readonly name: 'wrap-up'
      readonly room: RoomId
      readonly subject: CallSubject
      readonly reason: RoomEnd
      readonly durationMs: number
    }

/** Whether the desk is at work: signed in, with a queue to look at. */
export function isAtWork(state: DeskState): boolean {
  return ['idle', 'accepting', 'in-call', 'wrap-up'].includes(state.name)
}

/** Whether a request that comes now may be taken. */
export function isFree(state: DeskState): boolean {
  return state.name === 'idle'
}
