import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const UP = [
  // Renewed every other second: what has not been renewed for a while is a process that is gone.
  `create table instances (
     id text primary key,
     seen_at bigint not null
   )`,
  // Changes often and is never large: room for new versions on the same page.
  `create table sessions (
     id text primary key,
     tenant text not null,
     person text not null,
     instance text not null,
     epoch integer not null default 1,
     proof bytea not null,
     room text,
     participant text,
     is_inside boolean not null default false,
     watches_queue boolean not null default false,
     takes_calls boolean not null default false,
     away_since bigint,
     ending_since bigint
   ) with (fillfactor = 70)`,
  'create index sessions_by_person on sessions (tenant, person)',
  'create index sessions_by_instance on sessions (instance)',
  'create index sessions_at_desks on sessions (tenant) where takes_calls',
  `create table claims (
     name text primary key,
     expires_at bigint not null
   )`,
  'create index claims_by_expiry on claims (expires_at)',
  // Who waits for an advisor and has lost the connection is not offered to anybody.
  'alter table tickets add column is_away boolean not null default false',
]

const DOWN = [
  'alter table tickets drop column is_away',
  'drop table claims',
  'drop table sessions',
  'drop table instances',
]

export const sessions: Migration = { up: (db) => run(db, UP), down: (db) => run(db, DOWN) }

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
