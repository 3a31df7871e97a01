import {
  EMPTY_ROOM,
  foldRoom,
  LIMITS,
  type NewEvent,
  type RoomEvent,
  type RoomId,
  type RoomState,
  type TenantId,
  type TrackState,
  VisavisError,
} from '@visavis/protocol'
import type { Logger } from 'pino'
import { recordingFollowsUp } from '../recording/recording-follows-up.ts'
import type { Follower, RoomLog } from '../room-log/room-log.ts'
import { RoomBatch } from './room-batch.ts'

/** Late joiners and resumed sessions are served from memory up to this many events. */
const RECENT_EVENTS = 512
/** Each attempt loses only to somebody else's append, so losing this often is a stampede. */
const MAX_ATTEMPTS = 100

export interface RoomObserver {
  onRoomEvents(batch: RoomBatch, state: RoomState): void
  /** These tracks are about to be published. */
  onExpected?(tracks: readonly TrackState[]): void
  /** What was expected and is not here does not come. */
  onNotComing?(): void
  /** Nobody here is in the room any more. */
  onClosed?(): void
}

export interface RoomHubOptions {
  readonly log: RoomLog
  readonly tenant: TenantId
  readonly room: RoomId
  readonly logger: Logger
  /** What the caller already knows of the log, from the first event on. */
  readonly events?: readonly RoomEvent[]
}

/** This process's view of one room: follows its log, folds it, and tells the sessions that are here. */
export class RoomHub {
  readonly tenant: TenantId
  readonly room: RoomId
  readonly logger: Logger
  readonly #log: RoomLog
  readonly #observers = new Set<RoomObserver>()
  readonly #follower: Follower
  #state: RoomState = EMPTY_ROOM
  #recent: readonly RoomEvent[] = []
  #waiters: { readonly seq: number; readonly resolve: () => void }[] = []
  #closed = false

  constructor({ log, tenant, room, logger, events = [] }: RoomHubOptions) {
    this.tenant = tenant
    this.room = room
    this.#log = log
    this.logger = logger
    this.accept(events)
    this.#follower = log.follow({
      tenant,
      room,
      after: this.#state.seq,
      onEvents: (fresh) => this.accept(fresh),
      onError: (error) => logger.error({ err: error, room }, 'following the room failed'),
    })
  }

  get state(): RoomState {
    return this.#state
  }

  get observed(): boolean {
    return this.#observers.size > 0
  }

  observe(observer: RoomObserver): () => void {
    this.#observers.add(observer)
    return () => this.#observers.delete(observer)
  }

  /** Resolves once the fold has reached `seq`. */
  reached(seq: number): Promise<void> {
    if (this.#state.seq >= seq || this.#closed) return Promise.resolve()
    return new Promise((resolve) => this.#waiters.push({ seq, resolve }))
  }

  /** The log goes up to `seq`: read, if that is news. */
  hear(seq: number): void {
    this.#follower.hear(seq)
  }

  /** Events in order after `seq`, a page of them; empty when there are none yet. */
  async eventsAfter(seq: number): Promise<readonly RoomEvent[]> {
    const first = this.#recent[0]?.seq ?? Number.POSITIVE_INFINITY
    const { tenant, room } = this
    if (seq >= this.#state.seq) return []
    if (first > seq + 1) return this.#log.read({ tenant, room, after: seq })
    const from = seq + 1 - first
    return this.#recent.slice(from, from + LIMITS.eventsPerPage)
  }

  /** Appends whatever the state is. The same `key` again answers the first time's events. */
  async append(events: readonly NewEvent[], key?: string): Promise<readonly RoomEvent[]> {
    const { tenant, room } = this
    const outcome = await this.#log.append({ tenant, room, events, ...(key && { key }) })
    if (outcome.status === 'closed') throw new VisavisError('room-ended')
    if (outcome.status === 'not-found') throw new VisavisError('not-found')
    if (outcome.status === 'conflict') throw new VisavisError('sequence-conflict')
    this.accept(outcome.events)
    return outcome.events
  }

  /**
   * Appends what `plan` makes of the state, and only to exactly that state: planned again when somebody
   * else was faster. An empty plan appends nothing. `plan` refuses by throwing. With a `key` a database that goes away
   * before it has answered is waited for.
   */
  async decide(
    plan: (state: RoomState) => readonly NewEvent[],
    key?: string,
  ): Promise<readonly RoomEvent[]> {
    const { tenant, room } = this
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const expectedSeq = this.#state.seq
      const planned = plan(this.#state)
      if (planned.length === 0) return []
      const events = [...planned, ...recordingFollowsUp(this.#state, planned)]
      const request = { tenant, room, events, expectedSeq, ...(key && { key }) }
      const outcome = await this.#log.append(request)
      if (outcome.status === 'closed') throw new VisavisError('room-ended')
      if (outcome.status === 'not-found') throw new VisavisError('not-found')
      if (outcome.status === 'conflict') {
        await this.reached(Math.max(outcome.head, expectedSeq + 1))
        continue
      }
      this.accept(outcome.events)
      this.#logEnd(outcome.events)
      return outcome.events
    }
    throw new VisavisError('sequence-conflict')
  }

  /** Takes events from wherever they come; what is known, or not next, is left to the follower. */
  accept(events: readonly RoomEvent[]): void {
    if (this.#closed) return
    const fresh = events.filter(({ seq }) => seq > this.#state.seq)
    if (fresh[0]?.seq !== this.#state.seq + 1) return
    this.#state = foldRoom(this.#state, fresh)
    this.#recent = [...this.#recent, ...fresh].slice(-RECENT_EVENTS)
    this.#tell(new RoomBatch(this.room, fresh))
    this.#release()
  }

  /** Tells those who are here, and nobody else, of tracks that the log will have soon. */
  expect(tracks: readonly TrackState[]): void {
    if (tracks.length === 0) return
    for (const observer of this.#observers) observer.onExpected?.(tracks)
  }

  expectNothing(): void {
    for (const observer of this.#observers) observer.onNotComing?.()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#follower.close()
    for (const observer of [...this.#observers]) observer.onClosed?.()
    this.#observers.clear()
    this.#release()
  }

  #tell(batch: RoomBatch): void {
    const state = this.#state
    for (const observer of [...this.#observers]) {
      try {
        observer.onRoomEvents(batch, state)
      } catch (error) {
        this.logger.error({ err: error, room: this.room }, 'telling of a room event failed')
      }
    }
  }

  #logEnd(events: readonly RoomEvent[]): void {
    const { logger, room } = this
    for (const { type, body } of events) {
      if (type === 'room-ended') logger.info({ room, reason: body.reason }, 'room ended')
    }
  }

  #release(): void {
    const isDue = ({ seq }: { seq: number }) => this.#closed || seq <= this.#state.seq
    const due = this.#waiters.filter(isDue)
    this.#waiters = this.#waiters.filter((waiter) => !isDue(waiter))
    for (const { resolve } of due) resolve()
  }
}
