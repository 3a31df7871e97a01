import type {
  ConsentReceipt,
  PersonId,
  RecordingId,
  RoomEvent,
  RoomId,
  TenantId,
} from '@visavis/protocol'
import { exportRoom } from '../audit/export-log.ts'
import { type RoomVerdict, verifyExport } from '../audit/verify-export.ts'
import type { Database } from '../database/index.ts'
import type { People } from '../people/index.ts'
import type { RecordingRules } from '../recording/recording-rules.ts'
import type { Anchors } from './anchors.ts'
import { consentReceipts } from './consent-receipts.ts'
import type { RecordingAudit } from './recording-audit.ts'
import {
  roomOfRecording,
  type StartedQuery,
  type StartedRecording,
  startedRecordings,
} from './started-recordings.ts'

export interface ReviewRecordsOptions {
  readonly database: Database
  readonly people: People
  readonly rules: RecordingRules
  readonly anchors: Anchors
  readonly audit: RecordingAudit
}

/** What the database knows about recordings, for those who review them. */
export class ReviewRecords {
  readonly #options: ReviewRecordsOptions

  constructor(options: ReviewRecordsOptions) {
    this.#options = options
  }

  get audit(): RecordingAudit {
    return this.#options.audit
  }

  started(tenant: TenantId, query: StartedQuery): Promise<StartedRecording[]> {
    return startedRecordings(this.#options.database, tenant, query)
  }

  roomOf(tenant: TenantId, recording: RecordingId): Promise<RoomId | undefined> {
    return roomOfRecording(this.#options.database, tenant, recording)
  }

  /** Of one person's consents, signed. `events` are all of the room. */
  receipts(
    room: RoomId,
    events: readonly RoomEvent[],
    about: { recording: RecordingId; person: PersonId },
  ): Promise<ConsentReceipt[]> {
    return consentReceipts(this.#options.rules, room, events, about)
  }

  personFor(tenant: TenantId, subject: string): Promise<PersonId> {
    return this.#options.people.personFor(tenant, subject)
  }

  /** Names and messages, in every room. `false` where it was done before. */
  erase(tenant: TenantId, person: PersonId): Promise<boolean> {
    return this.#options.people.erase(tenant, person)
  }

  /** Recomputes a log's chain, and compares it with what was signed outside the database. */
  async verify(tenant: TenantId, room: RoomId): Promise<RoomVerdict> {
    const { database, anchors } = this.#options
    const lines = exportRoom(database, tenant, room)
    const [verdict] = await verifyExport({ lines, anchors: await anchors.of(tenant, room) })
    if (!verdict) throw new Error('An export without its room')
    return verdict
  }
}
