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

export type TicketAcceptance =
  | { readonly status: 'accepted'; readonly room: RoomId }
  /** Somebody else has it, or its room ended. */
  | { readonly status: 'taken' }
  | { readonly status: 'not-found' }

/** Waiting tickets of every tenant, durable. */
export interface TicketStore {
  open(ticket: NewTicket): Promise<void>
  /** One caller wins, however many try at once. */
  accept(tenant: TenantId, ticket: TicketId, acceptedBy: PersonId): Promise<TicketAcceptance>
  /** Puts an accepted ticket back: its acceptor could not enter the room. */
  reopen(tenant: TenantId, ticket: TicketId): Promise<void>
  /** Whatever its state: the room ended. */
  closeOfRoom(tenant: TenantId, room: RoomId): Promise<void>
  /** Whether whoever waits in the room has lost the connection. */
  setAway(tenant: TenantId, room: RoomId, isAway: boolean): Promise<void>
  /** Of those who have not lost the connection. Highest priority first, then oldest first; at most `limit`. */
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
