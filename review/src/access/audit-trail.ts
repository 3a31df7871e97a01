import { createHash } from 'node:crypto'
import {
  AUDIT_LOG_PREFIX,
  type EventBody,
  type NewEvent,
  type RecordingId,
  type ReviewedStep,
  type RoomEvent,
  type RoomId,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import type { ReviewLog } from '../ports.ts'
import { readLog } from '../story/read-log.ts'
import type { Reviewer } from './reviewers.ts'

type Entry = Pick<
  EventBody<'recording-reviewed'>,
  'action' | 'recording' | 'subject' | 'message' | 'deletion'
>

const HASH_CHARACTERS = 16

/**
 * Who did what with recordings: a log of its own for each recording, and one for what is done with their list, as ordered
 * and hash-chained as a room's. What cannot be written here is not done.
 */
export class AuditTrail {
  readonly #log: ReviewLog

  constructor(log: ReviewLog) {
    this.#log = log
  }

  async note({ tenant, person, name }: Reviewer, entry: Entry): Promise<void> {
    await this.#append(tenant, entry.recording, { ...entry, person, name })
  }

  /** Newest first. */
  async history(tenant: TenantId, recording: RecordingId): Promise<ReviewedStep[]> {
    const room = auditLogOf(tenant, recording)
    const events = await readLog(this.#log, tenant, room).catch((error: unknown) => {
      if (error instanceof VisavisError && error.code === 'not-found') return []
      throw error
    })
    return events.flatMap((event) => stepOf(event)).reverse()
  }

  async #append(
    tenant: TenantId,
    recording: RecordingId | undefined,
    body: EventBody<'recording-reviewed'>,
  ): Promise<void> {
    const room = auditLogOf(tenant, recording)
    const event: NewEvent = { type: 'recording-reviewed', actor: 'system', body }
    const request = { tenant, room, events: [event] }
    const { status } = await this.#log.append(request)
    if (status === 'ok') return
    const made = await this.#log.append({ ...request, create: true })
    if (made.status === 'ok') return
    // Somebody else made it at the same time.
    const again = await this.#log.append(request)
    if (again.status !== 'ok') throw new Error(`An audit log does not take events: ${again.status}`)
  }
}

/** Nobody can join it, and no room is called so. */
export function auditLogOf(tenant: TenantId, recording?: RecordingId): RoomId {
  const text = `audit\n${tenant}\n${recording ?? ''}`
  const hash = createHash('sha256').update(text).digest('base64url')
  return `${AUDIT_LOG_PREFIX}${hash.slice(0, HASH_CHARACTERS)}` as RoomId
}

function stepOf(event: RoomEvent): ReviewedStep[] {
  if (event.type !== 'recording-reviewed') return []
  const { action, name = null, subject = null } = event.body
  return [{ at: event.at, action, name, subject }]
}
