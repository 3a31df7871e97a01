import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SettingsError } from '@visavis/settings'
import { expect, test } from 'vitest'
import { startPostgres } from '../../test/postgres.ts'
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

async function temporaryDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'visavis-database-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
