import type { Logger } from 'pino'
import type { SessionRecord } from '../directory/session-directory.ts'
import type { InstanceTable, Orphan } from './instance-table.ts'

const BEAT_MS = 2_000
/** Two beats may fail. Longer keeps ghosts longer, shorter takes sessions from a process that is only slow. */
const LEASE_MS = 6_000
/** An end that takes longer met a database that was away. */
const UNFINISHED_MS = 10_000
const BEATS_PER_TIDYING = 30

export interface InstanceLeaseOptions {
  readonly table: InstanceTable
  readonly logger: Logger
  readonly beatMs?: number
  readonly leaseMs?: number
  /** These are this process' now. */
  onOrphans(orphans: readonly Orphan[]): void
  onUnfinished(sessions: readonly SessionRecord[]): void
  /** Others may have taken this process for dead, and what it has. */
  onDoubt(): Promise<void>
}

/** Shows the others that this process lives, and looks for those that do not. */
export class InstanceLease implements AsyncDisposable {
  readonly #options: InstanceLeaseOptions
  readonly #beatMs: number
  readonly #leaseMs: number
  #timer: NodeJS.Timeout | undefined
  #work: Promise<void> = Promise.resolve()
  /** Since when no beat failed: who was cut off from the database cannot tell who is dead. */
  #steadySince: number | undefined
  #beats = 0
  #isClosed = false

  /** Resolves when the others know of this process. */
  static async open(options: InstanceLeaseOptions): Promise<InstanceLease> {
    const lease = new InstanceLease(options)
    await options.table.beat()
    lease.#steadySince = performance.now()
    lease.#beatLater()
    return lease
  }

  private constructor(options: InstanceLeaseOptions) {
    this.#options = options
    this.#beatMs = options.beatMs ?? BEAT_MS
    this.#leaseMs = options.leaseMs ?? LEASE_MS
  }

  /** Takes leave of the others, who then need not wait to find out. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#work
    await this.#options.table.leave().catch((err) => {
      this.#options.logger.warn({ err }, 'leaving the cluster failed')
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #beatLater(): void {
    if (this.#isClosed) return
    this.#timer = setTimeout(() => {
      this.#work = this.#beat().finally(() => this.#beatLater())
    }, this.#beatMs).unref()
  }

  async #beat(): Promise<void> {
    const { table, logger, onDoubt } = this.#options
    try {
      const wasForgotten = await table.beat()
      this.#steadySince ??= performance.now()
      if (wasForgotten) logger.warn('taken for dead by others')
      if (wasForgotten || this.#beats % BEATS_PER_TIDYING === 0) await onDoubt()
      await this.#sweep()
      if (this.#beats++ % BEATS_PER_TIDYING === 0) await table.forgetExpiredClaims()
    } catch (err) {
      if (this.#steadySince !== undefined) logger.warn({ err }, 'the database is out of reach')
      this.#steadySince = undefined
    }
  }

  async #sweep(): Promise<void> {
    const { table, onOrphans, onUnfinished } = this.#options
    const steadyMs = performance.now() - (this.#steadySince ?? performance.now())
    if (steadyMs >= this.#leaseMs) {
      const orphans = await table.takeOrphans(this.#leaseMs)
      if (orphans.length > 0) onOrphans(orphans)
    }
    const unfinished = await table.unfinished(UNFINISHED_MS)
    if (unfinished.length > 0) onUnfinished(unfinished)
  }
}
