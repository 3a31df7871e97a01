import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname, uptime } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { isMissing } from '../is-missing.ts'

const FILE = 'owner.json'
const BEAT_MS = 2_000
/** An owner that has been silent for so long is dead, wherever it ran. */
const DEAD_AFTER_MS = 15_000

/** Tells this process from an earlier one with the same number, as in containers. */
const INSTANCE = randomUUID()

const Owner = Type.Object({
  host: Type.String(),
  pid: Type.Integer(),
  instance: Type.String(),
  /** As `startOf`; missing where the system does not tell. */
  start: Type.Optional(Type.String()),
})
const check = Compile(Owner)

/** Says that a folder's process lives. */
export class Ownership {
  readonly #path: string
  readonly #timer: NodeJS.Timeout

  static async take(folder: string): Promise<Ownership> {
    const path = join(folder, FILE)
    const start = await startOf(process.pid)
    const owner: Type.Static<typeof Owner> = {
      ...{ host: hostname(), pid: process.pid, instance: INSTANCE },
      ...(start && { start }),
    }
    await writeFile(path, JSON.stringify(owner))
    return new Ownership(path)
  }

  private constructor(path: string) {
    this.#path = path
    // Once missed is made up for by the next.
    const beat = () => utimes(path, new Date(), new Date()).catch(() => {})
    this.#timer = setInterval(beat, BEAT_MS).unref()
  }

  release(): void {
    clearInterval(this.#timer)
  }

  /** Leaves the folder to whoever looks next, which may be this process. */
  async giveUp(): Promise<void> {
    this.release()
    await rm(this.#path, { force: true })
  }
}

/** Whether the process that a folder belongs to is gone. */
export async function isOrphan(folder: string): Promise<boolean> {
  const path = join(folder, FILE)
  try {
    const owner: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (!check.Check(owner) || owner.host !== hostname()) return await isSilent(path)
    if (owner.pid === process.pid) return owner.instance !== INSTANCE
    if (!isRunning(owner.pid)) return true
    // Another process may have the number by now, as after the machine was started again.
    const start = await startOf(owner.pid)
    return start && owner.start ? start !== owner.start : await isFromEarlierBoot(path)
  } catch (error) {
    // What cannot be read now may be somebody's.
    if (!isMissing(error) && !(error instanceof SyntaxError)) return false
    // Just being made, or gone.
    return await isSilent(folder).catch(() => false)
  }
}

async function isSilent(path: string): Promise<boolean> {
  return Date.now() - (await stat(path)).mtimeMs > DEAD_AFTER_MS
}

async function isFromEarlierBoot(path: string): Promise<boolean> {
  return (await stat(path)).mtimeMs < Date.now() - 1_000 * uptime()
}

/** Tells a process from others that have had its number. `undefined` where the system does not tell. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    const status = await readFile(`/proc/${pid}/stat`, 'utf8')
    // After its name, which may hold anything: see proc_pid_stat(5).
    const ticks = status.slice(status.lastIndexOf(')') + 2).split(' ')[19]
    return ticks && `${boot.trim()}/${ticks}`
  } catch {
    return undefined
  }
}

/** Of several who want an orphan, one gets it. */
export async function adopt(folder: string, into: string): Promise<boolean> {
  try {
    await rename(folder, into)
    return true
  } catch {
    return false
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
