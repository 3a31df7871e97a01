import {
  newId,
  type ParticipantId,
  type PersonId,
  type RoomId,
  type TenantId,
} from '@visavis/protocol'
import type { RoomLog } from '@visavis/signaling/room-log'

/** A sentence as people type it. */
const TEXT = 'Is the larger one also available in green, and when could it be here?'

export interface Conversation {
  readonly log: RoomLog
  readonly tenant: TenantId
  readonly room: RoomId
  readonly participant: ParticipantId
  readonly person: PersonId
}

export interface Appended {
  readonly perSecond: number
  /** From the call to the answer, one for each append. */
  readonly latenciesMs: readonly number[]
}

/** Each writer appends a message, waits for the acknowledgement, and appends the next. */
export async function runWriters(
  conversation: Conversation,
  { writers, durationMs }: { writers: number; durationMs: number },
): Promise<Appended> {
  const latenciesMs: number[] = []
  const started = performance.now()
  const write = async () => {
    while (performance.now() - started < durationMs) {
      const asked = performance.now()
      await post(conversation)
      latenciesMs.push(performance.now() - asked)
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
  const seconds = (performance.now() - started) / 1_000
  return { perSecond: latenciesMs.length / seconds, latenciesMs }
}

async function post({ log, tenant, room, participant, person }: Conversation): Promise<void> {
  const body = { message: newId('message'), participant, person, text: TEXT }
  const events = [{ type: 'message-posted', actor: participant, body }] as const
  const { status } = await log.append({ tenant, room, events })
  if (status !== 'ok') throw new Error(`An append was answered ${status}.`)
}
