import type { NewEvent, RoomEvent, RoomId, TenantId } from '@visavis/protocol'

/** Events that go in together, or not at all. */
export interface AppendRequest {
  readonly tenant: TenantId
  readonly room: RoomId
  readonly events: readonly NewEvent[]
  /** Append only if this is still the last sequence number; otherwise the outcome is `conflict`. */
  readonly expectedSeq?: number
  /** The same key again is answered `duplicate`, with the events of the first time. */
  readonly key?: string
  /** Make the room with this append. An existing room is a `conflict`. */
  readonly create?: boolean
}

export type AppendOutcome =
  | { readonly status: 'ok' | 'duplicate'; readonly events: readonly RoomEvent[] }
  | { readonly status: 'conflict'; readonly head: number }
  | { readonly status: 'closed' }
  | { readonly status: 'not-found' }

export interface RoomRow {
  readonly room: RoomId
  readonly tenant: TenantId
  readonly head: number
  readonly createdAt: number
  readonly closedAt: number | null
}

export interface LogHeads {
  /** The store's clock, before it looked. */
  readonly now: number
  readonly heads: readonly { readonly room: RoomId; readonly head: number; readonly at: number }[]
}

export interface FollowOptions {
  readonly tenant: TenantId
  readonly room: RoomId
  /** Deliver what comes after this sequence number. */
  readonly after: number
  /** Called with consecutive events, never with a gap, never twice with the same. */
  onEvents(events: readonly RoomEvent[]): void
  onError(error: unknown): void
}

/** A cursor on one room. */
export interface Follower extends AsyncDisposable {
  readonly seq: number
  /** The room's log goes up to `head`: what is missing is read. */
  hear(head: number): void
  close(): void
}

export type Verification =
  | { readonly ok: true; readonly head: number; readonly hash: string }
  | { readonly ok: false; readonly seq: number; readonly problem: string }

/**
 * The append-only, ordered, hash-chained, durable log of every room.
 *
 * `append` resolves once the events are durable: through power loss on PostgreSQL, through a killed
 * process on the embedded store. Rejects with `VisavisError('invalid-request')` when an event does not
 * match its schema or cannot be stored (lone surrogates, NUL); other callers' appends are untouched.
 */
export interface RoomLog extends AsyncDisposable {
  append(request: AppendRequest): Promise<AppendOutcome>
  /** Events after `after`, in order, at most `limit` (500). Personal fields are opened, or `null` once erased. */
  read(query: {
    tenant: TenantId
    room: RoomId
    after: number
    limit?: number
  }): Promise<readonly RoomEvent[]>
  follow(options: FollowOptions): Follower
  /** `undefined` when there is no such room in this tenant. */
  room(tenant: TenantId, room: RoomId): Promise<RoomRow | undefined>
  /** How far these rooms' logs are, read from the store now. Rooms of others are left out. */
  heads(tenant: TenantId, rooms: readonly RoomId[]): Promise<LogHeads>
  rooms(
    tenant: TenantId,
    query: { open?: boolean; limit: number; before?: RoomId },
  ): Promise<readonly RoomRow[]>
  /** Recomputes the hash chain from the stored rows. */
  verify(tenant: TenantId, room: RoomId): Promise<Verification>
  close(): Promise<void>
}
