import type {
  Availability,
  CloseReason,
  ErrorCode,
  Params,
  PersonId,
  Product,
  RoomId,
  TenantId,
  TicketId,
  TokenClaims,
} from '@visavis/protocol'
import type { NewMeeting } from './rooms/room-admin.ts'

/** Rejects with `VisavisError` `token-invalid` or `token-expired`. */
export interface TokenVerifier {
  verify(token: string): Promise<TokenClaims>
}

export interface OriginPolicy {
  allows(request: { origin: string | undefined; host: string | undefined }): boolean
}

/** Resolves to `true` for the first claim of a key within `ttlMs`, `false` for every later one. */
export type ClaimOnce = (key: string, ttlMs: number) => Promise<boolean>

/** The pseudonym of a tenant's person: made on first sight, the same for the same `subject` ever after. */
export type PersonOf = (tenant: TenantId, subject: string) => Promise<PersonId>

/** Rooms that have not ended, in every tenant. */
export type OpenRooms = () => Promise<readonly { tenant: TenantId; room: RoomId }[]>

export interface NewTicket {
  readonly id: TicketId
  readonly tenant: TenantId
  readonly room: RoomId
  readonly locale: string | null
  readonly product: Product | null
  /** Higher is served first; equals are served in order of `openedAt`. */
  readonly priority: number
  readonly openedAt: number
}

/** A ticket as the log of its room has it. */
export interface TicketRecord {
  readonly ticket: NewTicket
  readonly status: 'waiting' | 'accepted' | 'closed'
  /** Whether whoever waits in the room has lost the connection. */
  readonly isAway: boolean
  /** How far the log was. */
  readonly seq: number
}

export type TicketClaim =
  | { readonly status: 'claimed'; readonly room: RoomId }
  /** Somebody else has it, or its room ended. */
  | { readonly status: 'taken' }
  | { readonly status: 'not-found' }

/** Tickets of every tenant, durable. They follow the logs of their rooms, which say who was accepted. */
export interface TicketStore {
  /** `false` when what is known is as new. */
  put(record: TicketRecord): Promise<boolean>
  /**
   * One caller at a time may try to enter the room. After ten seconds the ticket is anybody's again if it still waits:
   * who claimed it may be gone.
   */
  claim(tenant: TenantId, ticket: TicketId, person: PersonId): Promise<TicketClaim>
  /** Gives a claim back: who had it could not enter the room. */
  release(tenant: TenantId, ticket: TicketId, person: PersonId): Promise<void>
  /** What nobody has claimed, of those who have not lost the connection. Highest priority first, then oldest first; at most `limit`. */
  waiting(tenant: TenantId, limit: number): Promise<readonly NewTicket[]>
}

/** Counts what goes wrong on sockets. */
export interface SocketObserver {
  refused(code: ErrorCode): void
  ended(reason: CloseReason): void
  timed(timing: Params<'room.report-timing'>): void
}

/** What the HTTP API and the process ask of calls. */
export interface CallService extends AsyncDisposable {
  availability(tenant: TenantId): Promise<Availability>
  createRoom(tenant: TenantId, options: NewMeeting): Promise<RoomId>
  /** Rejects with `not-found`, or `room-ended` when it already has. */
  endRoom(tenant: TenantId, room: RoomId, reason: 'ended-by-api'): Promise<void>
  /** Ends what a killed process left open. Once, before the first socket. */
  endAbandonedRooms(): Promise<number>
  /** What `/metrics` shows. */
  counts(): CallCounts
  /** Tells every socket why, closes it, and takes no more. */
  closeAll(reason: CloseReason): Promise<void>
}

export interface CallCounts {
  readonly sockets: number
  readonly sessions: number
  readonly rooms: number
  readonly transports: number
}
