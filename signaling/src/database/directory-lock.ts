import { access, readFile, realpath, rmdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { SettingsError } from '@visavis/settings'
import { lock } from 'proper-lockfile'
import { hasCode } from '../has-code.ts'
import { makeFolder } from '../make-folder.ts'

/**
 * A holder that cannot be looked up, on another host, is believed dead after this long without a sign of life. Far
 * more than opening the embedded database blocks the event loop on a slow machine.
 */
const STALE_MS = 60_000
const UPDATE_MS = 5_000
/** Held for milliseconds, while deciding who gets the lock. Who is killed meanwhile delays the next start by this. */
const DOOR_STALE_MS = 30_000
const DOOR_RETRIES = { retries: 400, minTimeout: 100, maxTimeout: 100 }

export class DirectoryInUseError extends SettingsError {
  readonly directory: string

  constructor(directory: string, options: { pid: number | undefined; cause?: unknown }) {
    const by = options.pid === undefined ? 'another process' : `process ${options.pid}`
    const message = `${directory} is in use by ${by}. Stop it, or choose another folder with VISAVIS_DATA_DIR.`
    super([{ name: 'VISAVIS_DATA_DIR', message }])
    this.cause = options.cause
    this.name = 'DirectoryInUseError'
    this.directory = directory
  }
}

export interface DirectoryLock extends AsyncDisposable {
  release(): Promise<void>
}

interface Owner {
  readonly pid: number
  /** In clock ticks since boot: tells a process from a later one with the same id. */
  readonly startedAt: string
  readonly host: string
  readonly boot: string
}

/**
 * At most one process holds the lock of a directory. That of a process that was killed is taken over at once where
 * `/proc` tells so, otherwise when it is stale. `onLost` means that another may be writing: stop.
 */
export async function lockDirectory(
  path: string,
  options: { onLost(error: Error): void },
): Promise<DirectoryLock> {
  await makeFolder(path)
  const directory = await realpath(path)
  const release = await atTheDoor(directory, () => take(directory, options.onLost))
  let released: Promise<void> | undefined
  const releaseOnce = () => {
    released ??= release()
    return released
  }
  return { release: releaseOnce, [Symbol.asyncDispose]: releaseOnce }
}

/** One process at a time looks at the lock and its owner, or the lock of a newcomer could be removed. */
async function atTheDoor<T>(directory: string, decide: () => Promise<T>): Promise<T> {
  let lost: Error | undefined
  const leave = await lock(`${directory}.door`, {
    lockfilePath: `${directory}.door`,
    realpath: false,
    stale: DOOR_STALE_MS,
    retries: DOOR_RETRIES,
    onCompromised(error) {
      lost = error
    },
  })
  try {
    const decision = await decide()
    if (lost !== undefined) throw lost
    return decision
  } finally {
    if (lost === undefined) await leave()
  }
}

async function take(
  directory: string,
  onLost: (error: Error) => void,
): Promise<() => Promise<void>> {
  const lockfilePath = `${directory}.lock`
  const ownerPath = `${directory}.owner`
  const owner = await readOwner(ownerPath)
  const life = owner === undefined ? 'unknown' : await lifeOf(owner)
  // A living process that has had no time to renew its lock still writes: only the unknown may be stale.
  if (life === 'alive' && (await exists(lockfilePath))) {
    throw new DirectoryInUseError(directory, { pid: owner?.pid })
  }
  if (life === 'dead') await rmdir(lockfilePath).catch(ignoreMissing)
  try {
    const options = { lockfilePath, stale: STALE_MS, update: UPDATE_MS, onCompromised: onLost }
    const release = await lock(directory, options)
    await writeFile(ownerPath, JSON.stringify(await thisProcess()), { mode: 0o600 })
    return release
  } catch (cause) {
    if (!hasCode(cause, 'ELOCKED')) throw cause
    throw new DirectoryInUseError(directory, { pid: owner?.pid, cause })
  }
}

async function thisProcess(): Promise<Owner> {
  return {
    pid: process.pid,
    startedAt: (await startOf(process.pid)) ?? '',
    host: hostname(),
    boot: await bootId(),
  }
}

/** Told for certain only on the owner's own host, since it booted. */
async function lifeOf(owner: Owner): Promise<'alive' | 'dead' | 'unknown'> {
  const boot = await bootId()
  if (boot === '' || owner.host !== hostname() || owner.boot !== boot) return 'unknown'
  return (await startOf(owner.pid)) === owner.startedAt ? 'alive' : 'dead'
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    const owner: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isOwner(owner) ? owner : undefined
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined
    throw error
  }
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null) return false
  const { pid, startedAt, host, boot } = value as Record<string, unknown>
  return Number.isInteger(pid) && [startedAt, host, boot].every((text) => typeof text === 'string')
}

/**
 * Field 22 of `/proc/<pid>/stat`; the second field may hold spaces and brackets. `undefined` for a process that is gone, or
 * that is a zombie: those write nothing.
 */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(emptyWhenGone)
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' || state === 'X' ? undefined : fields[18]
}

async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim()
}

function emptyWhenGone(error: unknown): string {
  // ESRCH: it ended between opening and reading.
  if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ESRCH')) throw error
  return ''
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

function ignoreMissing(error: unknown): void {
  if (!hasCode(error, 'ENOENT')) throw error
}
