import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { SettingsError } from '@visavis/settings'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'
import { startCheckpoints } from './checkpoints.ts'
import { lockDirectory } from './directory-lock.ts'
import { ensureDatabase } from './empty-database.ts'
import { migrate } from './migrate.ts'
import { PgliteStream } from './pglite-stream.ts'
import type { Schema } from './schema.ts'
import { valueTypes } from './value-types.ts'

/** Appends use up to eight connections at once; the rest stay free for reads and tickets. */
const POOL_SIZE = 12
const CONNECT_TIMEOUT_MS = 5_000
/** Nothing that a call waits for takes longer; a stuck statement must not hold a room's lock. */
const STATEMENT_TIMEOUT_MS = 10_000
/** For a server that is frozen and cannot time out by itself. */
const ANSWER_TIMEOUT_MS = 12_000
const OLDEST_VERSION = 15

export interface DatabaseOptions {
  /** `postgres://…`; without it the embedded database under `dataDir`. */
  readonly url?: string
  readonly dataDir: string
  readonly logger?: Logger
}

/**
 * The store, whichever it is. `pool` runs named statements on the paths where time counts; everything else goes through
 * `db`. The embedded store has one connection: inside a transaction use the transaction alone, or wait for ever.
 */
export interface Database extends AsyncDisposable {
  readonly kind: 'embedded' | 'postgres'
  readonly db: Kysely<Schema>
  readonly pool: pg.Pool
  close(): Promise<void>
}

/** Opens and migrates. Rejects with `DirectoryInUseError` when another process has the embedded database open. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  await using undo = new AsyncDisposableStack()
  const { kind, pool } = await (options.url === undefined
    ? openEmbedded(options, undo)
    : openPostgres(options.url, options, undo))
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  await migrate(db)
  const owned = undo.move()
  const close = () => owned.disposeAsync()
  return { kind, db, pool, close, [Symbol.asyncDispose]: close }
}

interface Opened {
  readonly kind: Database['kind']
  readonly pool: pg.Pool
}

async function openEmbedded(
  { dataDir, logger }: DatabaseOptions,
  undo: AsyncDisposableStack,
): Promise<Opened> {
  const directory = join(dataDir, 'database')
  let pglite: PGlite | undefined
  const lock = await lockDirectory(directory, {
    onLost(error) {
      logger?.fatal({ err: error }, 'lost the lock of the data folder')
      void pglite?.close().catch(() => {})
    },
  })
  undo.use(lock)
  await ensureDatabase(directory)
  const opened = await PGlite.create({ dataDir: directory })
  pglite = opened
  undo.defer(() => (opened.closed ? Promise.resolve() : opened.close()))
  const pool = makePool(logger, {
    max: 1,
    idleTimeoutMillis: 0,
    user: 'postgres',
    database: 'postgres',
    stream: () => new PgliteStream(opened),
  })
  undo.defer(() => pool.end())
  undo.use(startCheckpoints(pool, logger))
  return { kind: 'embedded', pool }
}

async function openPostgres(
  url: string,
  { logger }: DatabaseOptions,
  undo: AsyncDisposableStack,
): Promise<Opened> {
  const pool = makePool(logger, {
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    query_timeout: ANSWER_TIMEOUT_MS,
    // The append relies on every statement seeing what was committed before it.
    options: `-c default_transaction_isolation=read\\ committed -c statement_timeout=${STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=${STATEMENT_TIMEOUT_MS} -c synchronous_commit=on`,
  })
  undo.defer(() => pool.end())
  await checkVersion(pool)
  return { kind: 'postgres', pool }
}

async function checkVersion(pool: pg.Pool): Promise<void> {
  const version = await askVersion(pool)
  if (version >= OLDEST_VERSION) return
  throw badUrl(`leads to PostgreSQL ${version}; ${OLDEST_VERSION} or later is needed.`)
}

async function askVersion(pool: pg.Pool): Promise<number> {
  try {
    const sql = "select current_setting('server_version_num')::int / 10000 as version"
    const { rows } = await pool.query<{ version: number }>(sql)
    return rows[0]?.version ?? 0
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
    throw badUrl(`leads to no database that answers${code}.`, cause)
  }
}

/** Without the URL itself: it holds a password. */
function badUrl(what: string, cause?: unknown): SettingsError {
  const name = 'VISAVIS_DATABASE_URL'
  const error = new SettingsError([{ name, message: `${name} ${what}` }])
  error.cause = cause
  return error
}

function makePool(logger: Logger | undefined, config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ ...config, application_name: 'visavis', types: valueTypes })
  pool.on('error', (error) => logger?.warn({ err: error }, 'idle database connection lost'))
  // The pool listens to idle ones alone. What is lost with one in use is told to who waits: its statement is rejected.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
