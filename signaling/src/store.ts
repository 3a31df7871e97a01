import type { Settings } from '@visavis/settings'
import type { Logger } from 'pino'
import { type Database, openDatabase } from './database/index.ts'
import { measuredRoomLog } from './metrics/measured-room-log.ts'
import type { Metrics } from './metrics/metrics.ts'
import { openPeople, type People } from './people/index.ts'
import { createRoomLog, type RoomLog } from './room-log/index.ts'
import { StartError } from './start-error.ts'

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
}

/** Opens the database and what stands on it; closes them in the opposite order. */
export async function openStore({ settings, logger, metrics }: StoreOptions): Promise<Store> {
  const { dataDir, databaseUrl } = settings
  await using undo = new AsyncDisposableStack()
  const database = undo.use(
    databaseUrl === null
      ? await openDatabase({ dataDir, logger })
      : await openDatabase({ dataDir, logger, url: databaseUrl }).catch(explain),
  )
  const people = undo.use(await openPeople({ database, dataDir }))
  const log = undo.use(createRoomLog({ database, people, logger }))
  const owned = undo.move()
  return {
    database,
    people,
    log: measuredRoomLog(log, metrics),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** What connecting to PostgreSQL fails with: the operating system's codes, or its own (class 08, 28, 3D). */
const UNREACHABLE = /^(ECONN|EHOST|ENETUNREACH|ENOTFOUND|ETIMEDOUT|EAI_|08|28|3D)/

function explain(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const isCutOff = error instanceof Error && /timeout|terminated/.test(error.message)
  if (!UNREACHABLE.test(code) && !isCutOff) throw error
  const reason = code || 'no answer in time'
  const message = `The database cannot be used (${reason}). Check VISAVIS_DATABASE_URL.`
  throw new StartError(message, { cause: error })
}
