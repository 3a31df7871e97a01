import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** One statement for each call: neither store takes several with parameters. */
const UP = [
  `create table tenants (
     id text primary key,
     name text not null,
     created_at bigint not null
   )`,
  `create table api_keys (
     id text primary key,
     tenant text not null references tenants (id),
     secret_hash bytea not null,
     name text not null,
     created_at bigint not null,
     revoked_at bigint
   )`,
  'create index api_keys_by_tenant on api_keys (tenant)',
  // The head changes with every append: half-empty pages keep the new version on the same page,
  // and no index but those below has to know.
  `create table rooms (
     id text primary key,
     tenant text not null,
     base_seq bigint not null default 0,
     base_hash bytea not null,
     head_seq bigint not null,
     head_hash bytea not null,
     head_at bigint not null,
     created_at bigint not null,
     closed_at bigint,
     deleted_at bigint
   ) with (fillfactor = 50)`,
  'create index rooms_by_age on rooms (tenant, created_at, id)',
  'create index rooms_open on rooms (tenant, created_at, id) where closed_at is null',
  `create table room_events (
     room_id text not null,
     seq bigint not null,
     tenant text not null,
     at bigint not null,
     type text not null,
     actor text not null,
     body text,
     body_hash bytea not null,
     prev_hash bytea not null,
     hash bytea not null,
     append_key text,
     append_size integer,
     primary key (room_id, seq)
   )`,
  `create unique index room_events_by_key on room_events (room_id, append_key)
     where append_key is not null`,
  `create table people (
     tenant text not null,
     person text not null,
     subject_hash bytea,
     wrapped_key bytea,
     created_at bigint not null,
     erased_at bigint,
     primary key (tenant, person)
   )`,
  'create unique index people_by_subject on people (tenant, subject_hash)',
  `create table tickets (
     id text primary key,
     tenant text not null,
     room text not null,
     locale text,
     product jsonb,
     priority integer not null default 0,
     opened_at bigint not null,
     status text not null default 'waiting' check (status in ('waiting', 'accepted', 'closed')),
     accepted_by text
   )`,
  `create index tickets_waiting on tickets (tenant, priority desc, opened_at, id)
     where status = 'waiting'`,
  'create index tickets_by_room on tickets (room)',
]

const DOWN = ['tickets', 'people', 'room_events', 'rooms', 'api_keys', 'tenants'].map(
  (table) => `drop table ${table}`,
)

export const first: Migration = { up: (db) => run(db, UP), down: (db) => run(db, DOWN) }

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
