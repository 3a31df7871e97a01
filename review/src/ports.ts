import type {
  ConsentReceipt,
  EventBody,
  PersonId,
  RecordingId,
  ReviewedStep,
  RoomEvent,
  RoomId,
  TenantId,
  TokenClaims,
} from '@visavis/protocol'
import type { CompositeJobs, KeyRing, RecordingLife, RecordingStore } from '@visavis/recorder'

/** Who did what with recordings. What cannot be written there is not done. */
export interface ReviewAudit {
  note(
    by: { readonly tenant: TenantId; readonly person: PersonId; readonly name: string | null },
    entry: Pick<
      EventBody<'recording-reviewed'>,
      'action' | 'recording' | 'subject' | 'message' | 'deletion'
    >,
  ): Promise<void>
  /** Newest first. */
  history(tenant: TenantId, recording: RecordingId): Promise<ReviewedStep[]>
  /** The log that it writes to. */
  logOf(tenant: TenantId, recording: RecordingId): RoomId
}

/** What reviewing needs of the room logs. Signaling's log is one. */
export interface ReviewLog {
  read(query: {
    tenant: TenantId
    room: RoomId
    after: number
    limit?: number
  }): Promise<readonly RoomEvent[]>
}

/** What reviewing needs of the database besides. */
export interface ReviewRecords {
  readonly audit: ReviewAudit
  started(
    tenant: TenantId,
    query: {
      readonly from?: number | undefined
      readonly to?: number | undefined
      readonly room?: RoomId | undefined
      readonly before?: { readonly at: number; readonly room: RoomId } | undefined
      readonly limit: number
    },
  ): Promise<readonly { recording: RecordingId; room: RoomId; at: number }[]>
  roomOf(tenant: TenantId, recording: RecordingId): Promise<RoomId | undefined>
  receipts(
    room: RoomId,
    events: readonly RoomEvent[],
    about: { recording: RecordingId; person: PersonId },
  ): Promise<readonly ConsentReceipt[]>
  personFor(tenant: TenantId, subject: string): Promise<PersonId>
  erase(tenant: TenantId, person: PersonId): Promise<boolean>
  verify(
    tenant: TenantId,
    room: RoomId,
  ): Promise<{ readonly problem?: { readonly seq: number; readonly name: string } }>
}

export interface ReviewDeps {
  readonly log: ReviewLog
  readonly records: ReviewRecords
  readonly verifier: { verify(token: string): Promise<TokenClaims> }
  readonly store: RecordingStore
  readonly keys: KeyRing
  readonly films: CompositeJobs
  /** The recorder's where one runs in this process, so that changes of one recording go one after the other. */
  life(): RecordingLife
}
