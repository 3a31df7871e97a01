import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecorderLogger } from '../recorder-logger.ts'
import type { RecordingStore } from '../store/recording-store.ts'
import type { Take } from './take.ts'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

export const MANIFEST = 'manifest.json'

/**
 * Brings takes from the disk to the store: a part when it is whole, the manifest after each. What the store has not
 * confirmed stays on the disk, however long the store is away.
 */
export class Shipper implements AsyncDisposable {
  readonly #store: RecordingStore
  readonly #logger: RecorderLogger
  readonly #takes = new Set<Take>()
  readonly #abort = new AbortController()
  #working: Promise<void> | undefined
  #isNews = false
  #idle = new Set<() => void>()

  constructor({ store, logger }: { store: RecordingStore; logger: RecorderLogger }) {
    this.#store = store
    this.#logger = logger
  }

  /** Takes that are not in the store as a whole. */
  get waiting(): number {
    return this.#takes.size
  }

  /** Something of a take is to be stored. */
  ship(take: Take): void {
    this.#takes.add(take)
    this.#isNews = true
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
    })
  }

  /** Resolves when nothing waits. */
  async drained(): Promise<void> {
    if (this.#takes.size === 0) return
    await new Promise<void>((resolve) => this.#idle.add(resolve))
  }

  /** Stops. What is not stored is found by the next process. */
  async close(): Promise<void> {
    this.#abort.abort()
    await this.#working
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #work(): Promise<void> {
    let waitMs = FIRST_WAIT_MS
    while (this.#takes.size > 0 && !this.#abort.signal.aborted) {
      this.#isNews = false
      const isDone = await this.#shipAll()
      if (isDone && !this.#isNews) break
      if (isDone) continue
      await sleep(waitMs, this.#abort.signal)
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)
    }
    if (this.#takes.size > 0) return
    for (const resolve of this.#idle) resolve()
    this.#idle.clear()
  }

  /** Whether the store took all that there was. */
  async #shipAll(): Promise<boolean> {
    try {
      for (const take of this.#takes) await this.#shipTake(take)
      return true
    } catch (err) {
      this.#logger.warn({ err }, 'the store of recordings does not take what is recorded')
      return false
    }
  }

  async #shipTake(take: Take): Promise<void> {
    for (const { file, sha256 } of take.unstored) {
      if (this.#abort.signal.aborted) return
      await this.#store.putFile(take.nameOf(file), join(take.folder, file), sha256)
      take.stored(file)
      await take.written()
      await rm(join(take.folder, file), { force: true })
    }
    const { manifest } = take
    await this.#store.put(take.nameOf(MANIFEST), Buffer.from(JSON.stringify(manifest)))
    const isWhole = take.manifest === manifest && manifest.endedAt !== null
    if (!isWhole || take.unstored.length > 0) return
    await take.close()
    await rm(take.folder, { recursive: true, force: true })
    this.#takes.delete(take)
    const { recording } = manifest
    this.#logger.info({ recording, take: manifest.take, parts: manifest.parts.length }, 'stored')
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
