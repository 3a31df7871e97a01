import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PROGRAMS = '/usr/lib/postgresql/15/bin'

export interface Account {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root. */
export async function postgresAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = await Promise.all(['-u', '-g'].map((what) => run('id', [what, 'postgres'])))
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) }
}

/** What the image's entry point does with a folder that is empty: a server's files, one user, one database. */
export async function makePostgresData(
  data: string,
  env: NodeJS.ProcessEnv,
  account: Account | undefined,
): Promise<void> {
  const { POSTGRES_USER = '', POSTGRES_PASSWORD = '', POSTGRES_DB = '' } = env
  if (account) {
    await chown(data, account.uid, account.gid)
    await chown(dirname(data), account.uid, account.gid)
  }
  if (existsSync(join(data, 'PG_VERSION'))) return
  const passwordFile = join(dirname(data), 'postgres-password')
  await writeFile(passwordFile, POSTGRES_PASSWORD, { mode: 0o600 })
  if (account) await chown(passwordFile, account.uid, account.gid)
  const options = { ...account, env: { ...env, PGUSER: POSTGRES_USER } }
  await run(
    join(PROGRAMS, 'initdb'),
    ['-D', data, '-U', POSTGRES_USER, '--pwfile', passwordFile, '-A', 'scram-sha-256'].concat([
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ]),
    options,
  )
  const single = run(join(PROGRAMS, 'postgres'), ['--single', '-D', data, 'postgres'], options)
  single.child.stdin?.end(`CREATE DATABASE ${POSTGRES_DB}\n`)
  await single
}
