import { setTimeout as delay } from 'node:timers/promises'
import type { types } from 'mediasoup'
import type { MediaLogger } from './media-logger.ts'
import { equipWorker, type MediaWorker } from './media-worker.ts'
import { randomName } from './random-name.ts'
import { spawnWorker } from './spawn-worker.ts'
import { stopWorker } from './stop-worker.ts'
import { watchWorker } from './watch-worker.ts'

/** A worker that lived shorter died of its circumstances: its successor waits a little. */
const SHORT_LIFE_MS = 1_000
const FIRST_WAIT_MS = 100
/** Ctrl+C reaches every worker, the spare as well; which of them are gone is known by then. */
const TOLD_WAIT_MS = 250
const LONGEST_WAIT_MS = 5_000

export interface WorkerPoolOptions {
  count: number
  workerBin?: string | undefined
  listenIp: string
  announcedAddress?: string | undefined
  /** Port of the first worker; the others count up. 0 takes free ones. */
  rtcPort: number
  logger: MediaLogger
  /** A worker died; `replacement` takes calls on its ports. */
  onReplaced(dead: MediaWorker, replacement: MediaWorker): void
}

/** One worker per core, and a spare process that stands in for one that dies. */
export class WorkerPool implements AsyncDisposable {
  readonly #options: WorkerPoolOptions
  readonly #workers = new Map<number, MediaWorker>()
  readonly #processes = new Set<types.Worker>()
  readonly #spawning = new Set<Promise<types.Worker>>()
  readonly #abort = new AbortController()
  #spare: types.Worker | undefined

  static async create(options: WorkerPoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options)
    try {
      await pool.#start()
      return pool
    } catch (error) {
      await pool.close()
      throw error
    }
  }

  private constructor(options: WorkerPoolOptions) {
    this.#options = options
  }

  /** Those that take calls now, in the order of their ports. */
  get workers(): MediaWorker[] {
    return [...this.#workers].sort(([a], [b]) => a - b).map(([, worker]) => worker)
  }

  find(id: string): MediaWorker | undefined {
    for (const worker of this.#workers.values()) if (worker.id === id) return worker
    return undefined
  }

  /** Resolves when every process is gone. */
  async close(): Promise<void> {
    this.#abort.abort()
    this.#workers.clear()
    await Promise.allSettled(this.#spawning)
    await Promise.all([...this.#processes].map(stopWorker))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #start(): Promise<void> {
    const started = Array.from({ length: this.#options.count }, (_, slot) => this.#fill(slot))
    // Every start is waited for, so that a failed one leaves none behind.
    const failed = (await Promise.allSettled(started)).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
    this.#keepSpare()
  }

  async #fill(slot: number): Promise<MediaWorker> {
    const process = this.#takeSpare() ?? (await this.#spawn())
    try {
      const worker = await equipWorker(`w${slot}-${randomName()}`, process, this.#listen(slot))
      this.#abort.signal.throwIfAborted()
      this.#workers.set(slot, worker)
      this.#watch(slot, worker)
      return worker
    } catch (error) {
      await stopWorker(process)
      throw error
    }
  }

  #listen(slot: number) {
    const { listenIp, announcedAddress, rtcPort } = this.#options
    return { listenIp, announcedAddress, port: rtcPort === 0 ? 0 : rtcPort + slot }
  }

  #watch(slot: number, worker: MediaWorker): void {
    const bornAt = performance.now()
    const stopWatching = watchWorker(worker, this.#options.logger)
    worker.process.observer.once('close', stopWatching)
    worker.process.once('died', (error) => {
      // A worker that was told to end does so properly; one that crashes does not.
      const wasTold = error.message.includes('code:0')
      this.#options.logger[wasTold ? 'info' : 'error'](
        { worker: worker.id, reason: error.message },
        'media worker ended',
      )
      this.#workers.delete(slot)
      const shortLived = performance.now() - bornAt < SHORT_LIFE_MS
      void this.#replace(slot, worker, wasTold ? TOLD_WAIT_MS : shortLived ? FIRST_WAIT_MS : 0)
    })
  }

  /** Tries until a worker stands in, or the pool is closed. Never rejects. */
  async #replace(slot: number, dead: MediaWorker, firstWaitMs: number): Promise<void> {
    const { signal } = this.#abort
    let waitMs = firstWaitMs
    while (!signal.aborted) {
      try {
        if (waitMs > 0) await delay(waitMs, undefined, { signal })
        const replacement = await this.#fill(slot)
        this.#keepSpare()
        this.#options.logger.info(
          { worker: dead.id, replacement: replacement.id },
          'media worker replaced',
        )
        this.#options.onReplaced(dead, replacement)
        return
      } catch (error) {
        if (signal.aborted) return
        waitMs = Math.min(LONGEST_WAIT_MS, Math.max(FIRST_WAIT_MS, waitMs * 2))
        this.#options.logger.error({ err: error, worker: dead.id, waitMs }, 'no replacement yet')
      }
    }
  }

  async #spawn(): Promise<types.Worker> {
    const spawning = spawnWorker(this.#options.workerBin)
    this.#spawning.add(spawning)
    try {
      const process = await spawning
      this.#processes.add(process)
      process.once('subprocessclose', () => this.#processes.delete(process))
      this.#abort.signal.throwIfAborted()
      return process
    } finally {
      this.#spawning.delete(spawning)
    }
  }

  #takeSpare(): types.Worker | undefined {
    const spare = this.#spare
    this.#spare = undefined
    return spare?.closed ? undefined : spare
  }

  #keepSpare(): void {
    if (this.#spare) return
    this.#spawn().then(
      (process) => {
        this.#spare = process
      },
      (error: unknown) => {
        if (this.#abort.signal.aborted) return
        this.#options.logger.warn({ err: error }, 'no spare media worker')
      },
    )
  }
}
