import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const UP = [
  // Who tries to enter the room has it to themselves for a while.
  'alter table tickets add column claimed_at bigint',
  // How far the log of the room was that the row follows.
  'alter table tickets add column seq bigint not null default 0',
]

const DOWN = ['alter table tickets drop column seq', 'alter table tickets drop column claimed_at']

export const ticketRecords: Migration = { up: (db) => run(db, UP), down: (db) => run(db, DOWN) }

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
