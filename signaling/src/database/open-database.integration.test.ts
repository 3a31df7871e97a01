import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SettingsError } from '@visavis/settings'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { startPostgres } from '../../test/postgres.ts'
import { checkpointIfDue } from './checkpoints.ts'
import { openDatabase } from './open-database.ts'

test('a database that is not there is told by the name of the setting, without the password', async () => {
  await using directory = await temporaryDirectory()
  const url = `postgres://visavis:hunter2@${encodeURIComponent(directory.path)}/visavis`
  const opening = openDatabase({ url, dataDir: directory.path })
  await expect(opening).rejects.toThrow(SettingsError)
  await expect(opening).rejects.toThrow(
    'VISAVIS_DATABASE_URL leads to no database that answers (ENOENT).',
  )
  await expect(opening).rejects.not.toThrow('hunter2')
})

test('several processes that open an empty PostgreSQL at once migrate it once', async () => {
  await using directory = await temporaryDirectory()
  await using server = await startPostgres()
  const options = { url: server.url, dataDir: directory.path }
  const databases = await Promise.all(Array.from({ length: 4 }, () => openDatabase(options)))
  for (const { pool } of databases) {
    const { rows } = await pool.query(
      `select current_setting('transaction_isolation') as isolation,
              current_setting('synchronous_commit') as synchronous, current_setting('statement_timeout') as timeout`,
    )
    expect(rows).toEqual([{ isolation: 'read committed', synchronous: 'on', timeout: '10s' }])
  }
  for (const database of databases) await database.close()
})

test('a PostgreSQL that dies in a statement fails the statement alone; the next ones work when it is back', async () => {
  await using directory = await temporaryDirectory()
  await using server = await startPostgres()
  await using database = await openDatabase({ url: server.url, dataDir: directory.path })
  const { db, pool } = database
  const outcomes = Promise.allSettled([
    sql`select pg_sleep(8)`.execute(db),
    db.transaction().execute((transaction) => sql`select pg_sleep(8)`.execute(transaction)),
    pool.query('select pg_sleep(8)'),
  ])
  const busy = "select count(*)::int as busy from pg_stat_activity where query like '%pg_sleep(8)'"
  await expect.poll(async () => (await pool.query(busy)).rows).toEqual([{ busy: 3 }])
  await server.kill()
  expect((await outcomes).map(({ status }) => status)).toEqual(Array(3).fill('rejected'))
  await server.start()
  const { rows } = await sql`select 1 as one`.execute(db)
  expect(rows).toEqual([{ one: 1 }])
})

test('the embedded store’s write-ahead log stays short', async () => {
  await using directory = await temporaryDirectory()
  await using database = await openDatabase({ dataDir: directory.path })
  const { pool } = database
  expect(await checkpointIfDue(pool)).toBe(false)
  await pool.query('create table filler (text text)')
  for (let megabyte = 0; megabyte < 40; megabyte++) {
    await pool.query("insert into filler select repeat('x', 1000) from generate_series(1, 1000)")
  }
  const before = await walFiles(directory.path)
  expect(await checkpointIfDue(pool)).toBe(true)
  expect(await checkpointIfDue(pool)).toBe(false)
  expect(await walFiles(directory.path)).toBeLessThanOrEqual(before)
})

async function walFiles(dataDir: string): Promise<number> {
  return (await readdir(join(dataDir, 'database', 'pg_wal'))).length
}

async function temporaryDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'visavis-database-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
