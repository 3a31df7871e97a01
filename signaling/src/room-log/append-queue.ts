import { setTimeout as delay } from 'node:timers/promises'
import { type RoomId, VisavisError } from '@visavis/protocol'
import { classifyFailure } from './append-failure.ts'
import type { AppendGroup, GroupResult } from './append-statement.ts'

/** Events in one statement. More makes the first of them wait for the last. */
const MAX_EVENTS = 500
/** Groups waiting; a later one is refused. At the slowest disk measured this is about ten seconds. */
const MAX_WAITING = 20_000
/** A restarting database is waited for this long, if it is certain that nothing is stored twice. */
const RETRY_FOR_MS = 5_000
const RETRY_PAUSE_MS = 100

export interface AppendQueueOptions {
  /** One round trip: a result for each group, in order. */
  run(groups: readonly AppendGroup[]): Promise<readonly GroupResult[]>
  /** Called for each result, in the order of the log, before its `push` resolves. */
  onResult(group: AppendGroup, result: GroupResult): void
  /** Statements under way at once, over all rooms. */
  concurrency: number
}

interface Waiting {
  readonly group: AppendGroup
  resolve(result: GroupResult): void
  reject(error: unknown): void
}

/**
 * One statement at a time for each room; what arrives meanwhile goes together in the next. While there are connections
 * to spare each room has its own statement; when there are none, waiting rooms share one.
 */
export class AppendQueue {
  readonly #options: AppendQueueOptions
  readonly #rooms = new Map<RoomId, Waiting[]>()
  readonly #busy = new Set<RoomId>()
  #waiting = 0
  #running = 0
  #scheduled = false
  #idle: PromiseWithResolvers<void> | undefined

  constructor(options: AppendQueueOptions) {
    this.#options = options
  }

  push(group: AppendGroup): Promise<GroupResult> {
    if (this.#waiting >= MAX_WAITING) {
      return Promise.reject(new VisavisError('rate-limited', { detail: 'The log is behind.' }))
    }
    return new Promise((resolve, reject) => {
      const waiting = { group, resolve, reject }
      const queue = this.#rooms.get(group.room)
      if (queue === undefined) this.#rooms.set(group.room, [waiting])
      else queue.push(waiting)
      this.#waiting++
      this.#schedule()
    })
  }

  /** Resolves when nothing waits and nothing is under way. */
  async drained(): Promise<void> {
    if (this.#waiting === 0 && this.#running === 0) return
    this.#idle ??= Promise.withResolvers()
    await this.#idle.promise
  }

  /** After the callbacks of this turn: those whose answers came in together ask again together. */
  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#pump()
    })
  }

  #pump(): void {
    const ready = [...this.#rooms.keys()].filter((room) => !this.#busy.has(room)).sort()
    let free = this.#options.concurrency - this.#running
    for (let next = 0; free > 0 && next < ready.length; free--) {
      const share = Math.ceil((ready.length - next) / free)
      const batch = this.#take(ready.slice(next, next + share))
      next += share
      void this.#execute(batch)
    }
    if (this.#waiting === 0 && this.#running === 0) this.#idle?.resolve()
  }

  /** As much of these rooms as one statement carries. Rooms it has no place for stay ready. */
  #take(rooms: readonly RoomId[]): Waiting[] {
    const batch: Waiting[] = []
    let events = 0
    for (const room of rooms) {
      const queue = this.#rooms.get(room) ?? []
      const count = countThatFit(queue, events)
      if (count === 0) continue
      for (const waiting of queue.splice(0, count)) {
        batch.push(waiting)
        events += waiting.group.events.length
      }
      if (queue.length === 0) this.#rooms.delete(room)
      this.#busy.add(room)
    }
    return batch
  }

  async #execute(batch: readonly Waiting[]): Promise<void> {
    this.#running++
    this.#waiting -= batch.length
    try {
      await this.#settle(batch, performance.now() + RETRY_FOR_MS)
    } finally {
      this.#running--
      for (const { group } of batch) this.#busy.delete(group.room)
      this.#schedule()
    }
  }

  async #settle(batch: readonly Waiting[], deadline: number): Promise<void> {
    if (batch.length === 0) return
    try {
      const results = await this.#options.run(batch.map(({ group }) => group))
      batch.forEach((waiting, index) => {
        this.#answer(waiting, results[index])
      })
    } catch (error) {
      await this.#recover(batch, error, deadline)
    }
  }

  #answer({ group, resolve, reject }: Waiting, result: GroupResult | undefined): void {
    if (result === undefined) {
      reject(new Error('A group was not answered.'))
      return
    }
    this.#options.onResult(group, result)
    resolve(result)
  }

  /** One caller's failure is not the others'. A keyed group may always be tried again: it goes in once. */
  async #recover(batch: readonly Waiting[], error: unknown, deadline: number): Promise<void> {
    const failure = classifyFailure(error)
    if (failure === 'refused') {
      if (batch.length === 1) return rejectAll(batch, error)
      for (const waiting of batch) await this.#settle([waiting], deadline)
      return
    }
    const safe = (waiting: Waiting) => failure === 'not-run' || waiting.group.key !== undefined
    const again = performance.now() < deadline ? batch.filter(safe) : []
    rejectAll(
      batch.filter((waiting) => !again.includes(waiting)),
      error,
    )
    await delay(RETRY_PAUSE_MS)
    await this.#settle(again, deadline)
  }
}

/** Up to the size limit, one group at least, and none that repeats a key: that one must see the first. */
function countThatFit(queue: readonly Waiting[], before: number): number {
  const keys = new Set<string>()
  let events = before
  let count = 0
  for (const { group } of queue) {
    events += group.events.length
    if (events > MAX_EVENTS && (count > 0 || before > 0)) break
    if (group.key !== undefined && keys.has(group.key)) break
    if (group.key !== undefined) keys.add(group.key)
    count++
  }
  return count
}

function rejectAll(batch: readonly Waiting[], cause: unknown): void {
  for (const { reject } of batch) reject(new VisavisError('internal', { cause }))
}
