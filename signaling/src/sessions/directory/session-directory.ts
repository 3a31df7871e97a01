import type { ParticipantId, PersonId, RoomId, SessionId, TenantId } from '@visavis/protocol'

/** A desk whose socket blinks is back within seconds: longer, and nobody is there to answer. */
export const BLINK_MS = 5_000

export interface SessionPlace {
  readonly room: RoomId
  readonly participant: ParticipantId
}

/** What all processes know of a session. */
export interface SessionRecord {
  readonly id: SessionId
  readonly tenant: TenantId
  readonly person: PersonId
  /** Counts who has had the session: a process that knows an older number has lost it. */
  readonly epoch: number
  /** Where the session is in a call, or was last. */
  readonly place: SessionPlace | undefined
  readonly watchesQueue: boolean
  readonly takesCalls: boolean
}

export interface NewSession extends Pick<SessionRecord, 'id' | 'tenant' | 'person'> {
  readonly proof: Buffer
}

export interface Claim extends NewSession {
  /** In place of the proof, which is spent. */
  readonly next: Buffer
}

export interface Claimed extends SessionRecord {
  /** The process that had it before, perhaps this one. */
  readonly previous: string
}

export interface SessionChange {
  /** `null` when the person left. */
  readonly place?: SessionPlace | null
  /** `false` when the room is over: it can still be read. */
  readonly isInside?: boolean
  readonly desk?: Pick<SessionRecord, 'watchesQueue' | 'takesCalls'>
  readonly isAway?: boolean
}

export interface CallElsewhere {
  readonly session: SessionId
  readonly room: RoomId
}

export interface Takeover {
  readonly session: Pick<SessionRecord, 'id' | 'tenant' | 'person' | 'epoch'>
  readonly room: RoomId
}

export interface TakenPlace {
  readonly session: SessionId
  readonly participant: ParticipantId
  readonly instance: string
}

/** Advisors of a tenant that take calls, and how many of them are in none. */
export interface Desks {
  readonly taking: number
  readonly free: number
}

/**
 * Whose each session is. One process has a session at a time: another takes it over with the proof that the client
 * holds, and whoever had it before can change nothing any more.
 */
export interface SessionDirectory {
  /** This process, to the others. */
  readonly instance: string
  /** Whether other processes look here too. */
  readonly isShared: boolean
  open(session: NewSession): Promise<void>
  /** Spends the proof and makes the session this process'. `undefined` when it is refused. */
  claim(claim: Claim): Promise<Claimed | undefined>
  /** `false` when somebody else has the session by now. */
  update(session: Owned, change: SessionChange): Promise<boolean>
  /** From now on it cannot be continued. `false` when somebody else has it. */
  end(session: Owned): Promise<boolean>
  /** After `end`, when all that follows from it is done. */
  forget(session: SessionId): Promise<void>
  /** Where the person is in a call with another session. */
  inCall(
    session: Pick<SessionRecord, 'id' | 'tenant' | 'person'>,
  ): Promise<CallElsewhere | undefined>
  /**
   * Gives the session a place unless another session of the same person has one: of several that ask at once one gets
   * it. `false` also when somebody else has the session by now.
   */
  takeSeatAlone(
    session: Pick<SessionRecord, 'id' | 'tenant' | 'person' | 'epoch'>,
    place: SessionPlace,
  ): Promise<boolean>
  /** Moves the place of another session of the same person to this one; the other is gone. */
  takePlace(takeover: Takeover): Promise<TakenPlace | undefined>
  desks(tenant: TenantId): Promise<Desks>
}

export type Owned = Pick<SessionRecord, 'id' | 'epoch'>
