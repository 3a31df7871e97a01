import type { RoomId } from '@visavis/protocol/browser'
import type { RoomEnd } from '../room/room-events.ts'
import type { FailureWords } from '../ui/call-words.ts'

/** What the widget shows. Each state carries only what belongs to it. */
export type WidgetState =
  | { readonly name: 'closed' }
  /** Asked for, not yet answered by the server. */
  | { readonly name: 'connecting'; readonly since: number }
  | { readonly name: 'waiting'; readonly since: number }
  | { readonly name: 'in-call' }
  | { readonly name: 'ended'; readonly reason: RoomEnd; readonly durationMs: number }
  | { readonly name: 'error'; readonly failure: FailureWords }
  /** The browser or the page cannot hold calls at all. */
  | { readonly name: 'blocked' }
  /** The call is in another tab or on another device. */
  | { readonly name: 'elsewhere'; readonly room: RoomId }

export function isCallState(state: WidgetState): boolean {
  return state.name === 'connecting' || state.name === 'waiting' || state.name === 'in-call'
}
