import { randomUUID } from 'node:crypto'
import { readFile, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import Type from 'typebox'
import { Compile } from 'typebox/compile'

const FILE = 'owner.json'
const BEAT_MS = 2_000
/** An owner that has been silent for so long is dead, wherever it ran. */
const DEAD_AFTER_MS = 15_000

/** Tells this process from an earlier one with the same number, as in containers. */
const INSTANCE = randomUUID()

const Owner = Type.Object({ host: Type.String(), pid: Type.Integer(), instance: Type.String() })
const check = Compile(Owner)

/** Says that a folder's process lives. */
export class Ownership {
  readonly #timer: NodeJS.Timeout

  static async take(folder: string): Promise<Ownership> {
    const path = join(folder, FILE)
    await writeFile(
      path,
      JSON.stringify({ host: hostname(), pid: process.pid, instance: INSTANCE }),
    )
    return new Ownership(path)
  }

  private constructor(path: string) {
    // Once missed is made up for by the next.
    const beat = () => utimes(path, new Date(), new Date()).catch(() => {})
    this.#timer = setInterval(beat, BEAT_MS).unref()
  }

  release(): void {
    clearInterval(this.#timer)
  }
}

/** Whether the process that a folder belongs to is gone. */
export async function isOrphan(folder: string): Promise<boolean> {
  const path = join(folder, FILE)
  try {
    const owner: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (check.Check(owner) && owner.host === hostname()) {
      return owner.pid === process.pid ? owner.instance !== INSTANCE : !isRunning(owner.pid)
    }
    return Date.now() - (await stat(path)).mtimeMs > DEAD_AFTER_MS
  } catch {
    // Just being made, or gone.
    const found = await stat(folder).catch(() => undefined)
    return found !== undefined && Date.now() - found.mtimeMs > DEAD_AFTER_MS
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
