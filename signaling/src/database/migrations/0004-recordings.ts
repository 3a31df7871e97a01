import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

// Recordings are looked for by time and by id, over all rooms of a tenant. No other event is in these indexes.
const UP = [
  `create index room_events_recordings on room_events (tenant, at, room_id)
     where type = 'recording-started'`,
  `create index room_events_recording_ids on room_events (tenant, body)
     where type = 'recording-started'`,
]

const DOWN = ['drop index room_events_recording_ids', 'drop index room_events_recordings']

export const recordings: Migration = { up: (db) => run(db, UP), down: (db) => run(db, DOWN) }

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
