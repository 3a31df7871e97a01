import type { ReconnectReason } from '../client-state.ts'

export type ReconnectState =
  | { readonly name: 'idle' }
  /** `reason` is `null` until the first opening succeeded. */
  | Trying<'attempting'>
  | Trying<'waiting'>
  | { readonly name: 'open'; readonly since: number; readonly attempt: number }
  | { readonly name: 'closed'; readonly reason: ReconnectReason }

interface Trying<Name extends string> {
  readonly name: Name
  /** Attempts made before this one. */
  readonly attempt: number
  readonly reason: ReconnectReason | null
}

/** `jitter` is a fresh random number in [0, 1): chance comes from outside. */
export type ReconnectInput =
  | { readonly type: 'connect' }
  | { readonly type: 'opened' }
  /** An attempt failed. `final`: trying again cannot help. */
  | {
      readonly type: 'failed'
      readonly reason: ReconnectReason
      readonly final: boolean
      readonly jitter: number
    }
  | { readonly type: 'socket-closed'; readonly reason: ReconnectReason; readonly jitter: number }
  | { readonly type: 'retry-due' }
  /** A socket that was given up is heard again. */
  | { readonly type: 'revived' }
  /** There is a network again: the browser says so, or the server answers. */
  | { readonly type: 'online' }
  | { readonly type: 'close' }

export type ReconnectEffect =
  | { readonly type: 'attempt' }
  | { readonly type: 'retry-after'; readonly delayMs: number }
  /** Stops a running attempt or a waiting retry. */
  | { readonly type: 'stop' }
  | { readonly type: 'close-socket' }
  /** The connection is over: `connect()` rejects, if it was ever open the room is lost. */
  | { readonly type: 'give-up'; readonly reason: ReconnectReason }

interface Step {
  readonly state: ReconnectState
  readonly effects: readonly ReconnectEffect[]
}

/**
 * Waits between attempts; the last one repeats. They need not be short: a browser delays sockets after many that failed, so the
 * network is watched by other means, and 'online' ends the wait.
 */
export const RETRY_DELAYS_MS: readonly number[] = [0, 300, 600, 1_200, 2_400, 5_000]

/** A first connection tells the person soon that nobody answers; a lost one is sought for ever. */
export const FIRST_ATTEMPTS = 3

/** An opening that lasted less does not reset the waits, or a server that closes at once would be hammered. */
export const STABLE_MS = 5_000

/** Clients of a server that stops come back spread over this time. */
const SHUTDOWN_SPREAD_MS = 500

/** Reasons after which coming back would be wrong or useless. All others are worth another attempt. */
const FINAL_REASONS: ReadonlySet<ReconnectReason> = new Set<ReconnectReason>([
  'finished',
  'taken-over',
  'token-invalid',
  'protocol-violation',
])

const IDLE: ReconnectState = { name: 'idle' }

/** When to try, wait and give up. Pure: time and chance are arguments, deeds are effects. */
export function step(state: ReconnectState, input: ReconnectInput, now: number): Step {
  switch (input.type) {
    case 'connect':
      return connect(state)
    case 'opened':
      return state.name === 'attempting'
        ? { state: { name: 'open', since: now, attempt: state.attempt }, effects: [] }
        : unchanged(state)
    case 'failed':
      return state.name === 'attempting' ? fail(state, input) : unchanged(state)
    case 'socket-closed':
      return state.name === 'open' ? lose(state, input, now) : loseForGood(state, input.reason)
    case 'revived':
      return revive(state, now)
    case 'retry-due':
      return state.name === 'waiting' ? attempt(state) : unchanged(state)
    case 'online':
      return state.name === 'waiting' ? attempt(state, [{ type: 'stop' }]) : unchanged(state)
    case 'close':
      return close(state)
    default:
      return input satisfies never
  }
}

function connect(state: ReconnectState): Step {
  if (state.name !== 'idle' && state.name !== 'closed') return unchanged(state)
  return { state: { name: 'attempting', attempt: 0, reason: null }, effects: [{ type: 'attempt' }] }
}

function attempt(state: Trying<'waiting'>, before: readonly ReconnectEffect[] = []): Step {
  return { state: { ...state, name: 'attempting' }, effects: [...before, { type: 'attempt' }] }
}

function fail(
  state: Trying<'attempting'>,
  input: Extract<ReconnectInput, { type: 'failed' }>,
): Step {
  const first = state.reason === null
  const next = state.attempt + 1
  if (input.final || (first && next >= FIRST_ATTEMPTS)) {
    return giveUp(input.reason, first ? IDLE : { name: 'closed', reason: input.reason })
  }
  const delayMs = delayBefore(state.attempt, input)
  // Nobody answers while a server starts anew, which it said.
  const isMoving = state.reason === 'shutting-down' && next <= RETRY_DELAYS_MS.length
  const reason = isMoving ? state.reason : input.reason
  return wait({ attempt: next, reason: first ? null : reason, delayMs })
}

function lose(
  state: Extract<ReconnectState, { name: 'open' }>,
  input: Extract<ReconnectInput, { type: 'socket-closed' }>,
  now: number,
): Step {
  const { reason } = input
  if (FINAL_REASONS.has(reason)) return giveUp(reason, { name: 'closed', reason })
  const attempts = now - state.since >= STABLE_MS ? 0 : state.attempt
  const delayMs = delayBefore(attempts, input)
  return wait({ attempt: attempts + 1, reason, delayMs })
}

/** While another is sought, only what forbids to come back matters of a socket that was given up. */
function loseForGood(state: ReconnectState, reason: ReconnectReason): Step {
  const isSought = state.name === 'attempting' || state.name === 'waiting'
  if (!isSought || !FINAL_REASONS.has(reason)) return unchanged(state)
  const { effects } = giveUp(reason, IDLE)
  return { state: { name: 'closed', reason }, effects: [{ type: 'stop' }, ...effects] }
}

function revive(state: ReconnectState, now: number): Step {
  const isSought = state.name === 'attempting' || state.name === 'waiting'
  if (!isSought || state.reason === null) return unchanged(state)
  const { attempt } = state
  return { state: { name: 'open', since: now, attempt }, effects: [{ type: 'stop' }] }
}

function wait(options: { attempt: number; reason: ReconnectReason | null; delayMs: number }): Step {
  const { attempt, reason, delayMs } = options
  return {
    state: { name: 'waiting', attempt, reason },
    effects: [{ type: 'retry-after', delayMs }],
  }
}

function giveUp(reason: ReconnectReason, state: ReconnectState): Step {
  return { state, effects: [{ type: 'give-up', reason }] }
}

function close(state: ReconnectState): Step {
  switch (state.name) {
    case 'idle':
    case 'closed':
      return unchanged(state)
    case 'attempting':
    case 'waiting':
      return { state: { name: 'closed', reason: 'finished' }, effects: [{ type: 'stop' }] }
    case 'open':
      return { state: { name: 'closed', reason: 'finished' }, effects: [{ type: 'close-socket' }] }
    default:
      return state satisfies never
  }
}

/** Between half of the planned wait and all of it. */
function delayBefore(attempts: number, input: { reason: ReconnectReason; jitter: number }): number {
  if (attempts === 0 && input.reason === 'shutting-down') return input.jitter * SHUTDOWN_SPREAD_MS
  const planned = RETRY_DELAYS_MS[Math.min(attempts, RETRY_DELAYS_MS.length - 1)] ?? 0
  return planned * (0.5 + input.jitter / 2)
}

function unchanged(state: ReconnectState): Step {
  return { state, effects: [] }
}
