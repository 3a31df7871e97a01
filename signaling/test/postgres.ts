import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { childrenOf } from '@visavis/cluster/test/children-of'
import { killIfThere } from '@visavis/cluster/test/kill-if-there'

const run = promisify(execFile)

/** Where Debian puts the programs; 15 is the oldest version that Visavis runs on. */
const VERSIONS = '/usr/lib/postgresql'
const WANTED = '15'
const USER = 'visavis'

export interface PostgresServer extends AsyncDisposable {
  /** A fresh database on the server. */
  createDatabase(name: string): Promise<string>
  readonly url: string
  readonly directory: string
  /** SIGKILL, to the server and everything it started. */
  kill(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

interface Account {
  readonly uid?: number
  readonly gid?: number
}

/** A real PostgreSQL with a directory of its own, reached through a socket in it. Durable as by default. */
export async function startPostgres(
  settings: Record<string, string> = {},
): Promise<PostgresServer> {
  const bin = await findPrograms()
  const account = await serverAccount()
  const directory = await mkdtemp(join(tmpdir(), 'visavis-pg-'))
  if (account.uid !== undefined && account.gid !== undefined) {
    await chown(directory, account.uid, account.gid)
  }
  const data = join(directory, 'data')
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    account,
  )
  const all = { listen_addresses: '', unix_socket_directories: directory, ...settings }
  const args = [
    '-D',
    data,
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  let server: ChildProcess | undefined

  async function start(): Promise<void> {
    server = spawn(join(bin, 'postgres'), args, { ...account, stdio: ['ignore', 'ignore', 'pipe'] })
    await untilReady(server)
  }

  async function kill(): Promise<void> {
    if (server?.pid === undefined) return
    // Each child of the server leads a process group of its own.
    const pids = [server.pid, ...(await childrenOf(server.pid))]
    const exit = once(server, 'exit')
    for (const pid of pids) killIfThere(pid)
    await exit
    server = undefined
  }

  async function close(): Promise<void> {
    const stopping = server
    server = undefined
    if (stopping !== undefined && stopping.exitCode === null) {
      const exit = once(stopping, 'exit')
      stopping.kill('SIGINT')
      await exit
    }
    await rm(directory, { recursive: true, force: true })
  }

  const urlOf = (name: string) =>
    `postgres:///${name}?host=${encodeURIComponent(directory)}&user=${USER}`
  async function createDatabase(name: string): Promise<string> {
    await run(join(bin, 'createdb'), ['-h', directory, '-U', USER, name])
    return urlOf(name)
  }

  try {
    await start()
    const url = await createDatabase('visavis')
    return { url, directory, createDatabase, kill, start, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

async function findPrograms(): Promise<string> {
  const bin = join(VERSIONS, WANTED, 'bin')
  try {
    await access(join(bin, 'postgres'))
    return bin
  } catch (cause) {
    throw new Error(`PostgreSQL ${WANTED} is missing: apt-get install postgresql-${WANTED}`, {
      cause,
    })
  }
}

/** PostgreSQL refuses to run as root. */
async function serverAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = await Promise.all(['-u', '-g'].map((what) => run('id', [what, 'postgres'])))
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) }
}

async function untilReady(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error('PostgreSQL was started without its output.')
  const lines = createInterface({ input: server.stderr })
  const seen: string[] = []
  const ready = Promise.withResolvers<void>()
  lines.on('line', (line) => {
    seen.push(line)
    if (line.includes('ready to accept connections')) ready.resolve()
  })
  server.once('exit', () => ready.reject(new Error(`PostgreSQL ended:\n${seen.join('\n')}`)))
  server.once('error', (error) => ready.reject(error))
  await ready.promise
}
