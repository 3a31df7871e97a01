import type { PersonId, Product, RoomId, TenantId, TicketId } from '@visavis/protocol'
import type { ColumnType, Generated } from 'kysely'

// Times are Unix milliseconds in `bigint` columns: hashed, compared and sent exactly as stored.

type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>

export interface TenantsTable {
  id: TenantId
  name: string
  created_at: number
}

export interface ApiKeysTable {
  id: string
  tenant: TenantId
  secret_hash: Buffer
  name: string
  created_at: number
  revoked_at: Nullable<number>
}

/** Written by `append_events` alone. `base_*` is where the kept part of the log begins. */
export interface RoomsTable {
  id: RoomId
  tenant: TenantId
  base_seq: Generated<number>
  base_hash: Buffer
  head_seq: number
  head_hash: Buffer
  head_at: number
  created_at: number
  closed_at: Nullable<number>
  deleted_at: Nullable<number>
}

export interface RoomEventsTable {
  room_id: RoomId
  seq: number
  tenant: TenantId
  at: number
  type: string
  actor: string
  /** The JSON text that was hashed, personal fields sealed. */
  body: string
  body_hash: Buffer
  prev_hash: Buffer
  hash: Buffer
  /** On the first event of a group that was appended with a key, with the group's size. */
  append_key: Nullable<string>
  append_size: Nullable<number>
}

/** Erased people keep their row, without the link to the subject and without the key. */
export interface PeopleTable {
  tenant: TenantId
  person: PersonId
  subject_hash: Nullable<Buffer>
  wrapped_key: Nullable<Buffer>
  created_at: number
  erased_at: Nullable<number>
}

export type TicketStatus = 'waiting' | 'accepted' | 'closed'

export interface TicketsTable {
  id: TicketId
  tenant: TenantId
  room: RoomId
  locale: Nullable<string>
  /** Written as JSON text. */
  product: ColumnType<Product | null, string | null | undefined, string | null>
  priority: Generated<number>
  opened_at: number
  status: Generated<TicketStatus>
  /** Who claimed it last. */
  accepted_by: Nullable<PersonId>
  claimed_at: Nullable<number>
  /** Whoever waits has lost the connection. */
  is_away: Generated<boolean>
  /** Of the last event of the room's log that the row follows. */
  seq: Generated<number>
}

export interface Schema {
  tenants: TenantsTable
  api_keys: ApiKeysTable
  rooms: RoomsTable
  room_events: RoomEventsTable
  people: PeopleTable
  tickets: TicketsTable
}
