import type { ParticipantId, PersonId, RoomId, TenantId } from '@visavis/protocol'

/** What a process is started with. */
export interface ProcessTask {
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly dataDir: string
  readonly tenant: TenantId
  readonly room: RoomId
  readonly participant: ParticipantId
  readonly person: PersonId
}

export interface Round {
  readonly writers: number
  readonly durationMs: number
  /** Appends a second, of all writers together; as many as they can where it is absent. */
  readonly perSecond?: number
}

/** Sequence numbers, and when: milliseconds of one clock, the machine's. */
export interface Written {
  /** Acknowledged here. */
  readonly committed: readonly (readonly [seq: number, at: number])[]
  /** Delivered here, whoever wrote them. */
  readonly delivered: readonly (readonly [seq: number, at: number])[]
}
