import type { Kysely } from 'kysely'
import { type MigrationResultSet, Migrator, NO_MIGRATIONS } from 'kysely/migration'
import { first } from './migrations/0001-first.ts'
import { appendEvents } from './migrations/0002-append-events.ts'
import { sessions } from './migrations/0003-sessions.ts'
import { recordings } from './migrations/0004-recordings.ts'
import { ticketRecords } from './migrations/0005-ticket-records.ts'
import type { Schema } from './schema.ts'

/** In order of their names. A migration that was released is never edited: add another. */
export const MIGRATIONS = {
  '0001-first': first,
  '0002-append-events': appendEvents,
  '0003-sessions': sessions,
  '0004-recordings': recordings,
  '0005-ticket-records': ticketRecords,
} as const

/** Brings the schema up to this version. Several processes may do it at once: one does, the others wait. */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  if (await isCurrent(db)) return
  settle(await migrator(db).migrateToLatest())
}

/** Undoes every migration, newest first, and with them all that is stored. */
export async function migrateDown(db: Kysely<Schema>): Promise<void> {
  settle(await migrator(db).migrateTo(NO_MIGRATIONS))
}

function migrator(db: Kysely<Schema>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } })
}

function settle({ error }: MigrationResultSet): void {
  if (error !== undefined) throw new Error('The database could not be migrated.', { cause: error })
}

/** One cheap statement at every start, where the migrator would look through the whole catalogue. */
async function isCurrent(db: Kysely<Schema>): Promise<boolean> {
  try {
    const done = await db
      .withTables<{ kysely_migration: { name: string } }>()
      .selectFrom('kysely_migration')
      .select('name')
      .execute()
    const names = new Set(done.map(({ name }) => name))
    return (
      Object.keys(MIGRATIONS).every((name) => names.has(name)) &&
      names.size === Object.keys(MIGRATIONS).length
    )
  } catch (error) {
    if (isUndefinedTable(error)) return false
    throw error
  }
}

function isUndefinedTable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42P01'
}
