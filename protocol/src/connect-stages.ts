/**
 * The way to the first picture, in order. Each is reached at a number of milliseconds after the request to enter;
 * 0 for what was there before it.
 */
export const CONNECT_STAGES = [
  'socket',
  'authenticated',
  'transports',
  'ice',
  'dtls',
  'join',
  /** The other one is there: before it people wait, not machines. */
  'answered',
  'firstPacket',
  'firstFrame',
] as const

export type ConnectStage = (typeof CONNECT_STAGES)[number]

/** What a first picture is to take, apart from waiting for somebody to answer. Milliseconds. */
export const FIRST_FRAME_OBJECTIVE_MS = 600

/** From the request to the first picture, without the wait for an answer. */
export function connectMs(stages: Partial<Record<ConnectStage, number>>): number | undefined {
  const { join = 0, answered = join, firstFrame: shown } = stages
  if (shown === undefined) return undefined
  return Math.max(0, shown - Math.max(0, answered - join))
}
