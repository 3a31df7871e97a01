/** What arrives of a call. Times in milliseconds of one clock. */
export interface FlowState {
  readonly name: 'flowing' | 'doubted' | 'stalled'
  readonly lookedAt: number
  /** When something new was last seen, or nothing had to come. */
  readonly movedAt: number
  /** Of late, between one arrival and the next: a still each second is no stall. */
  readonly usualMs: number
}

export interface Look {
  /** Whether something that is sent should arrive here. */
  readonly isExpected: boolean
  /** Whether something arrived since the last look. */
  readonly hasMoved: boolean
  /** Whether the socket was lost a moment ago, as it is when the network becomes another one. */
  readonly isSuspicious: boolean
  /** Whether the network is known to be full: what is late is not gone. */
  readonly isNetworkFull?: boolean
}

/** `ask`: whether the server is still there. `stall`: nothing comes any more. */
export type FlowEffect = 'ask' | 'stall'

/** Between two looks. */
export const LOOK_MS = 200
/** Silence after which the network is doubted. Less asks more often for nothing on bad networks. */
export const DOUBT_MS = 400
/** The same, after which media does not come back by itself: ICE looks after its way every 2.5 s. */
export const STALL_MS = 3_500
/** The same, where the socket was lost as well. */
export const SUSPICIOUS_STALL_MS = 500
/** The same on a full network. */
const FULL_STALL_MS = 8_000
/** Looks so far apart: nothing ran in between. */
const SLEPT_MS = 1_500
/** Stalls do not become usual. */
const MOST_USUAL_MS = 2_000
/** Kept of a slow arrival with each that follows. */
const FORGETTING = 0.9

export function flowFrom(now: number): FlowState {
  return { name: 'flowing', lookedAt: now, movedAt: now, usualMs: 0 }
}

/** Pure: what was seen and when are arguments. */
export function stepFlow(
  state: FlowState,
  look: Look,
  now: number,
): { state: FlowState; effect: FlowEffect | null } {
  const looked = { ...state, lookedAt: now }
  if (now - state.lookedAt > SLEPT_MS) return { state: flowFrom(now), effect: 'ask' }
  if (look.hasMoved || !look.isExpected) return { state: moved(looked, look), effect: null }
  const silentMs = now - state.movedAt
  const stallMs = stallAfter(look)
  if (state.name !== 'stalled' && silentMs >= Math.max(stallMs, 3 * state.usualMs)) {
    return { state: { ...looked, name: 'stalled' }, effect: 'stall' }
  }
  if (state.name === 'flowing' && silentMs >= Math.max(DOUBT_MS, 2 * state.usualMs)) {
    return { state: { ...looked, name: 'doubted' }, effect: 'ask' }
  }
  return { state: looked, effect: null }
}

function stallAfter({ isNetworkFull, isSuspicious }: Look): number {
  if (isNetworkFull) return FULL_STALL_MS
  return isSuspicious ? SUSPICIOUS_STALL_MS : STALL_MS
}

function moved(state: FlowState, { isExpected }: Look): FlowState {
  const now = state.lookedAt
  const gapMs = isExpected ? Math.min(now - state.movedAt, MOST_USUAL_MS) : 0
  const usualMs = Math.max(gapMs > LOOK_MS * 1.5 ? gapMs : 0, state.usualMs * FORGETTING)
  return { name: 'flowing', lookedAt: now, movedAt: now, usualMs }
}
