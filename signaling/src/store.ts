import type { Settings } from '@visavis/settings'
import type { Logger } from 'pino'
import { type Database, openDatabase } from './database/index.ts'
import { measuredRoomLog } from './metrics/measured-room-log.ts'
import type { Metrics } from './metrics/metrics.ts'
import { openPeople, type People } from './people/index.ts'
import { type Bus, createRoomLog, type RoomLog } from './room-log/index.ts'

/** Everything durable. */
export interface Store extends AsyncDisposable {
  readonly database: Database
  readonly people: People
  readonly log: RoomLog
}

export interface StoreOptions {
  readonly settings: Settings
  readonly logger: Logger
  readonly metrics: Metrics
  /** Other processes on the same database. */
  readonly bus: Bus
}

/** Opens the database and what stands on it; closes them in the opposite order. */
export async function openStore({ settings, logger, metrics, bus }: StoreOptions): Promise<Store> {
  const { dataDir, databaseUrl } = settings
  await using undo = new AsyncDisposableStack()
  const database = undo.use(
    await openDatabase({ dataDir, logger, ...(databaseUrl !== null && { url: databaseUrl }) }),
  )
  const people = undo.use(await openPeople({ database, dataDir }))
  const log = undo.use(createRoomLog({ database, people, logger, bus }))
  const owned = undo.move()
  return {
    database,
    people,
    log: measuredRoomLog(log, metrics),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
