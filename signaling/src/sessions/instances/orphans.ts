import { VisavisError } from '@visavis/protocol'
import type { Logger } from 'pino'
import { planLeave } from '../../rooms/plans.ts'
import { disconnect } from '../../rooms/presence.ts'
import type { HubUse, RoomHubs } from '../../rooms/room-hubs.ts'
import { unlessOver } from '../../rooms/unless-over.ts'
import type { SessionDirectory, SessionRecord } from '../directory/session-directory.ts'
import type { Orphan } from './instance-table.ts'

/** After its process was last heard of, a session whose client has not come back elsewhere is over. */
const BEREFT_WINDOW_MS = 15_000
/** While the database is away. */
const RETRY_MS = 2_000

export interface OrphansOptions {
  readonly directory: SessionDirectory
  readonly hubs: RoomHubs
  readonly resumeWindowMs: number
  readonly logger: Logger
}

/** Sessions of processes that are gone: kept for their clients for a while, then ended in the log, once. */
export class Orphans {
  readonly #options: OrphansOptions
  readonly #timers = new Set<NodeJS.Timeout>()
  #isClosed = false

  constructor(options: OrphansOptions) {
    this.#options = options
  }

  take(orphans: readonly Orphan[]): void {
    const { logger, resumeWindowMs } = this.#options
    logger.info({ sessions: orphans.length }, 'sessions of a process that is gone')
    for (const orphan of orphans) {
      const windowMs = orphan.isBereft ? Math.min(BEREFT_WINDOW_MS, resumeWindowMs) : resumeWindowMs
      this.#run(orphan, 'telling of a lost process', () => this.#tell(orphan))
      this.#finishIn(windowMs - orphan.goneMs, orphan)
    }
  }

  /** Ends a session, unless its client is back. What has been done already is not done again. */
  async finish(session: SessionRecord): Promise<void> {
    const { directory } = this.#options
    if (!(await directory.end(session))) return
    await this.#inRoom(session, ({ hub }, participant) =>
      unlessOver(hub.decide((state) => planLeave(state, participant, 'lost'))),
    )
    await directory.forget(session.id)
  }

  finishAll(sessions: readonly SessionRecord[]): void {
    for (const one of sessions) this.#run(one, 'ending a session', () => this.finish(one))
  }

  close(): void {
    this.#isClosed = true
    for (const timer of this.#timers) clearTimeout(timer)
  }

  #finishIn(ms: number, orphan: Orphan): void {
    if (this.#isClosed) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#run(orphan, 'ending a lost session', () =>
        this.finish(orphan).catch((err) => {
          this.#finishIn(RETRY_MS, orphan)
          throw err
        }),
      )
    }, ms)
    this.#timers.add(timer.unref())
  }

  async #tell(orphan: Orphan): Promise<void> {
    const { directory } = this.#options
    await this.#inRoom(orphan, async ({ hub }, participant) => {
      // Whoever came back meanwhile says so themselves.
      const isOrphan = await directory.update(orphan, {})
      if (isOrphan) await disconnect({ hub, participant })
    })
  }

  async #inRoom(
    { tenant, place }: SessionRecord,
    task: (
      use: HubUse,
      participant: NonNullable<SessionRecord['place']>['participant'],
    ) => Promise<void>,
  ): Promise<void> {
    if (!place) return
    try {
      using use = await this.#options.hubs.acquireCurrent(tenant, place.room)
      await task(use, place.participant)
    } catch (error) {
      // A room that was never made.
      if (!(error instanceof VisavisError) || error.code !== 'not-found') throw error
    }
  }

  #run({ id }: SessionRecord, what: string, task: () => Promise<void>): void {
    task().catch((err) => {
      if (err instanceof VisavisError && err.code === 'shutting-down') return
      this.#options.logger.error({ err, session: id }, `${what} failed`)
    })
  }
}
