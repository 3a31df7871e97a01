import { createHash, randomUUID } from 'node:crypto'
import {
  AUDIT_LOG_PREFIX,
  type EventBody,
  type NewEvent,
  type PersonId,
  type RecordingId,
  type ReviewedStep,
  type RoomEvent,
  type RoomId,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import { logPages } from '../room-log/log-pages.ts'
import type { AppendOutcome, RoomLog } from '../room-log/room-log.ts'

type Body = EventBody<'recording-reviewed'>
type Entry = Pick<Body, 'action' | 'recording' | 'subject' | 'message' | 'deletion'>

const HASH_CHARACTERS = 16

/**
 * Who did what with recordings: a log of its own for each recording, and one for what is done with their list, as ordered
 * and hash-chained as a room's. What cannot be written here is not done. It decides, too, which came first: a hold, or the
 * end of a recording's time.
 */
export class RecordingAudit {
  readonly #log: Pick<RoomLog, 'append' | 'read'>

  constructor(log: Pick<RoomLog, 'append' | 'read'>) {
    this.#log = log
  }

  /** Throws `recording-erased` for a hold on what is about to go. */
  async note(
    by: { readonly tenant: TenantId; readonly person: PersonId; readonly name: string | null },
    entry: Entry,
  ): Promise<void> {
    const { tenant, person, name } = by
    const { action, recording } = entry
    const body = { ...entry, person, name }
    if (action === 'held' && recording) await this.#hold(tenant, recording, body)
    else await this.#append(tenant, recording, body)
  }

  /**
   * Whether a recording may go, since its time is over: throws `recording-held` while it is held. Nobody can hold it
   * afterwards. Answers the id of its deletion, the same each time.
   */
  async expire(tenant: TenantId, recording: RecordingId): Promise<string> {
    for (;;) {
      const steps = await this.#steps(tenant, recording)
      const known = deletionIn(steps)
      if (known) return known
      if (isHeld(steps)) throw new VisavisError('recording-held')
      const deletion = randomUUID()
      const body: Body = { action: 'expired', recording, deletion }
      if (await this.#appendAfter(steps, tenant, recording, body)) return deletion
    }
  }

  /** Newest first. */
  async history(tenant: TenantId, recording: RecordingId): Promise<ReviewedStep[]> {
    const steps = await this.#steps(tenant, recording)
    return steps
      .map(({ at, body: { action, name = null, subject = null } }) => {
        return { at, action, name, subject }
      })
      .reverse()
  }

  /** Nobody can join it, and no room is called so. Without a recording: of the list. */
  logOf(tenant: TenantId, recording?: RecordingId): RoomId {
    const text = `audit\n${tenant}\n${recording ?? ''}`
    const hash = createHash('sha256').update(text).digest('base64url')
    return `${AUDIT_LOG_PREFIX}${hash.slice(0, HASH_CHARACTERS)}` as RoomId
  }

  async #hold(tenant: TenantId, recording: RecordingId, body: Body): Promise<void> {
    for (;;) {
      const steps = await this.#steps(tenant, recording)
      if (deletionIn(steps)) throw new VisavisError('recording-erased')
      if (await this.#appendAfter(steps, tenant, recording, body)) return
    }
  }

  /** `false` where something else was written meanwhile. */
  async #appendAfter(
    steps: readonly Step[],
    tenant: TenantId,
    recording: RecordingId,
    body: Body,
  ): Promise<boolean> {
    const head = steps.at(-1)?.seq ?? 0
    const request = this.#request(tenant, recording, body)
    const after = head > 0 ? { expectedSeq: head } : { create: true }
    const { status } = await this.#log.append({ ...request, ...after })
    if (status !== 'ok' && status !== 'conflict') throw refused(status)
    return status === 'ok'
  }

  async #append(tenant: TenantId, recording: RecordingId | undefined, body: Body): Promise<void> {
    const request = this.#request(tenant, recording, body)
    const { status } = await this.#log.append(request)
    if (status === 'ok') return
    const made = await this.#log.append({ ...request, create: true })
    if (made.status === 'ok') return
    // Somebody else made it at the same time.
    const again = await this.#log.append(request)
    if (again.status !== 'ok') throw refused(again.status)
  }

  #request(tenant: TenantId, recording: RecordingId | undefined, body: Body) {
    const event: NewEvent = { type: 'recording-reviewed', actor: 'system', body }
    return { tenant, room: this.logOf(tenant, recording), events: [event] }
  }

  /** What nothing was done with has no log. */
  async #steps(tenant: TenantId, recording: RecordingId): Promise<Step[]> {
    const steps: Step[] = []
    try {
      for await (const page of logPages(this.#log, {
        tenant,
        room: this.logOf(tenant, recording),
      })) {
        steps.push(...page.filter((event) => event.type === 'recording-reviewed'))
      }
    } catch (error) {
      if (!(error instanceof VisavisError) || error.code !== 'not-found') throw error
    }
    return steps
  }
}

type Step = Extract<RoomEvent, { type: 'recording-reviewed' }>

function isHeld(steps: readonly Step[]): boolean {
  const last = steps.findLast(({ body }) => body.action === 'held' || body.action === 'released')
  return last?.body.action === 'held'
}

function deletionIn(steps: readonly Step[]): string | undefined {
  return steps.find(({ body }) => body.action === 'expired')?.body.deletion
}

function refused(status: AppendOutcome['status']): Error {
  return new Error(`An audit log does not take events: ${status}`)
}
