import type pg from 'pg'
import type { Logger } from 'pino'

/** At full speed 15 seconds write some 60 MB of write-ahead log, which a start replays in half a second. */
const CHECK_EVERY_MS = 15_000
const DUE_AFTER_BYTES = 32 * 1024 * 1024

/**
 * The embedded store has no background process: without this its write-ahead log would grow until the next clean
 * stop, and a start after a kill would replay all of it.
 */
export function startCheckpoints(pool: pg.Pool, logger?: Logger): Disposable {
  const timer = setInterval(() => {
    checkpointIfDue(pool).catch((error: unknown) => {
      logger?.warn({ err: error }, 'checkpoint failed')
    })
  }, CHECK_EVERY_MS)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

export async function checkpointIfDue(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ due: boolean }>({
    name: 'checkpoint-due',
    text: `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn) > $1 as due
           from pg_control_checkpoint()`,
    values: [DUE_AFTER_BYTES],
  })
  if (rows[0]?.due !== true) return false
  await pool.query('checkpoint')
  return true
}
