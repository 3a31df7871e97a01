import {
  EVENT_TYPES,
  METHODS,
  RECORDER_METHODS,
  type RecorderMethod,
  type RecorderResult,
  type Result,
  RoomEvent,
} from '@visavis/protocol'
import { Compile } from 'typebox/compile'

const opening = Compile(METHODS['session.open'].result)
const event = Compile(RoomEvent)
const known: ReadonlySet<string> = new Set(EVENT_TYPES)
const checks = Object.fromEntries(
  Object.entries(RECORDER_METHODS).map(([method, { result }]) => [method, Compile(result)]),
)

export function readOpening(result: unknown): Result<'session.open'> {
  if (opening.Check(result)) return result
  throw new Error('Signaling sent an opening that cannot be read')
}

/** Throws on an answer that is not the method's. */
export function checkResult<M extends RecorderMethod>(
  method: M,
  result: unknown,
): RecorderResult<M> {
  const check = checks[method]
  const isRight = check?.Check(result) && areReadable(eventsOf(result))
  // The schema that was checked is that of the method.
  if (isRight) return result as RecorderResult<M>
  throw new Error(`Signaling answered ${method} with what cannot be read`)
}

/** Whether each event of a known type is what its type says: on less, nothing is decided. */
export function areReadable(events: readonly unknown[]): boolean {
  return events.every((one) => !isKnown(one) || event.Check(one))
}

function isKnown(one: unknown): boolean {
  return typeof one === 'object' && one !== null && 'type' in one && known.has(String(one.type))
}

function eventsOf(result: unknown): readonly unknown[] {
  if (typeof result !== 'object' || result === null) return []
  return 'events' in result && Array.isArray(result.events) ? result.events : []
}
