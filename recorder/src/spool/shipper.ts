import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type RecordedPart, VisavisError } from '@visavis/protocol'
import type { KeyRing } from '../keys/key-ring.ts'
import { localTime } from '../local-time.ts'
import type { RecorderLogger } from '../recorder-logger.ts'
import { hashOfFile } from '../store/hash-of.ts'
import { MANIFEST } from '../store/manifest-name.ts'
import type { RecordingStore } from '../store/recording-store.ts'
import { recoverParts } from './recover-parts.ts'
import type { Take } from './take.ts'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

/** A take that is not in the store as a whole. */
interface Waiting {
  readonly take: Take
  /** There is something to store. */
  isNews: boolean
  /** Not before this, after what failed. */
  notBefore: number
  waitMs: number
}

/**
 * Brings takes from the disk to the store: a part when it is whole, the manifest after each. What the store has not
 * confirmed stays on the disk, however long the store is away. A take that cannot be stored waits, and keeps no other.
 */
export class Shipper implements AsyncDisposable {
  readonly #store: RecordingStore
  readonly #keys: KeyRing
  readonly #logger: RecorderLogger
  readonly #takes = new Map<Take, Waiting>()
  #isClosed = false
  #working: Promise<void> | undefined
  #wake = () => {}
  #idle = new Set<() => void>()

  constructor(options: { store: RecordingStore; keys: KeyRing; logger: RecorderLogger }) {
    this.#store = options.store
    this.#keys = options.keys
    this.#logger = options.logger
  }

  /** Takes that are not in the store as a whole. */
  get waiting(): number {
    return this.#takes.size
  }

  /** Something of a take is to be stored. */
  ship(take: Take): void {
    const known = this.#takes.get(take)
    if (known) known.isNews = true
    else this.#takes.set(take, { take, isNews: true, notBefore: 0, waitMs: FIRST_WAIT_MS })
    this.#wake()
    this.#working ??= this.#work()
  }

  /** Resolves when nothing waits. */
  async drained(): Promise<void> {
    if (this.#takes.size === 0) return
    await new Promise<void>((resolve) => this.#idle.add(resolve))
  }

  /** Stops. What is not stored is found by the next process. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#wake()
    await this.#working
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #work(): Promise<void> {
    for (let next = this.#next(); next; next = this.#next()) {
      const waitMs = next.notBefore - localTime()
      await (waitMs > 0 ? this.#sleep(waitMs) : this.#try(next))
    }
    this.#working = undefined
    if (this.#takes.size > 0) return
    for (const resolve of this.#idle) resolve()
    this.#idle.clear()
  }

  /** Whose turn is first. */
  #next(): Waiting | undefined {
    if (this.#isClosed) return undefined
    const news = [...this.#takes.values()].filter(({ isNews }) => isNews)
    return news.sort((one, other) => one.notBefore - other.notBefore)[0]
  }

  async #try(waiting: Waiting): Promise<void> {
    const { take } = waiting
    waiting.isNews = false
    try {
      await this.#shipTake(take)
      waiting.notBefore = 0
      waiting.waitMs = FIRST_WAIT_MS
    } catch (err) {
      const { recording, take: name } = take.manifest
      this.#logger.warn({ err, recording, take: name }, 'what is recorded is not in the store yet')
      waiting.isNews = true
      waiting.notBefore = localTime() + waiting.waitMs
      waiting.waitMs = Math.min(2 * waiting.waitMs, LONGEST_WAIT_MS)
    }
  }

  async #shipTake(take: Take): Promise<void> {
    const errors = await this.#shipParts(take)
    if (this.#isClosed && take.unstored.length > 0) return
    const { manifest } = take
    const stored = Buffer.from(JSON.stringify(take.storedManifest))
    await this.#store.put(take.nameOf(MANIFEST), stored)
    if (errors.length > 0) throw new AggregateError(errors, 'Parts cannot be stored')
    if (manifest.endedAt === null) return
    if (take.open.length > 0) {
      await recoverParts(take, this.#keys)
      this.ship(take)
      return
    }
    if (take.manifest !== manifest || take.unstored.length > 0) return
    await take.close()
    await rm(take.folder, { recursive: true, force: true })
    this.#takes.delete(take)
    const { recording } = manifest
    this.#logger.info({ recording, take: manifest.take, parts: manifest.parts.length }, 'stored')
  }

  /** Why parts cannot be stored that the store has nothing to do with. */
  async #shipParts(take: Take): Promise<unknown[]> {
    const errors: unknown[] = []
    for (const part of take.unstored) {
      if (this.#isClosed) break
      try {
        await this.#shipPart(take, part)
      } catch (error) {
        if (error instanceof VisavisError) throw error
        errors.push(error)
      }
    }
    return errors
  }

  async #shipPart(take: Take, { file, sha256 }: RecordedPart): Promise<void> {
    const [name, path] = [take.nameOf(file), join(take.folder, file)]
    try {
      await this.#store.putFile(name, path, sha256)
    } catch (err) {
      const found = await hashOfFile(path)
      if (found === sha256) throw err
      // The manifest has what it should be: whoever opens or verifies it sees what is missing.
      const { recording } = take.manifest
      this.#logger.error({ err, recording, file }, 'a part was damaged on the disk')
      await this.#store.putFile(name, path, found)
    }
    await take.stored(file)
    await rm(path, { force: true })
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      this.#wake = wake
    })
  }
}
