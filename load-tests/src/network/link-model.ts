import type { LinkConditions } from './conditions.ts'
import { createLossProcess } from './loss-process.ts'
import type { Random } from './random.ts'

/** What a packet belongs to: pages and the signaling socket, or sound and picture. */
export type Lane = 'http' | 'media'
export const LANES: readonly Lane[] = ['http', 'media']

interface Carried {
  readonly size: number
  readonly lane: Lane
}

/** A packet at the end of its way, or at the moment at which it would have been there. */
export interface Arrival<P> {
  readonly packet: P
  readonly at: number
  readonly lost: boolean
}

/**
 * One direction of a network: a queue that drains at the link's rate, then loss, then the way itself. Knows no
 * clock and no sockets: times are milliseconds passed in, and must not go backwards.
 */
export class LinkModel<P extends Carried> {
  readonly #random: Random
  #conditions: LinkConditions
  #isLost: () => boolean
  #queue: P[] = []
  #queuedBytes = 0
  #now = Number.NEGATIVE_INFINITY
  /** What has left of the first in the queue. */
  #sentBits = 0
  readonly #cutUntil = new Map<Lane, number>()
  /** Ordered by time of arrival. */
  #onTheWay: Arrival<P>[] = []
  #lastInOrderAt = Number.NEGATIVE_INFINITY

  constructor(conditions: LinkConditions, random: Random) {
    this.#conditions = conditions
    this.#random = random
    this.#isLost = createLossProcess(conditions.loss, random)
  }

  get conditions(): LinkConditions {
    return this.#conditions
  }

  hasRoom(size: number, now: number): boolean {
    this.#advance(now)
    return this.#queue.length === 0 || this.#queuedBytes + size <= this.#conditions.queueBytes
  }

  /** `false` when the queue is full: the packet is dropped. */
  push(packet: P, now: number): boolean {
    if (!this.hasRoom(packet.size, now)) return false
    this.#queue.push(packet)
    this.#queuedBytes += packet.size
    this.#advance(now)
    return true
  }

  /** What has arrived, or was lost, by now. */
  pull(now: number): Arrival<P>[] {
    this.#advance(now)
    const later = this.#onTheWay.findIndex(({ at }) => at > now)
    return this.#onTheWay.splice(0, later < 0 ? this.#onTheWay.length : later)
  }

  /** When something changes by itself: an arrival, or a packet leaving the queue. `null` when empty. */
  nextAt(): number | null {
    const arrival = this.#onTheWay[0]?.at ?? Number.POSITIVE_INFINITY
    const next = Math.min(arrival, this.#headLeavesAt())
    return Number.isFinite(next) ? next : null
  }

  set(conditions: LinkConditions, now: number): void {
    this.#advance(now)
    if (conditions.loss !== this.#conditions.loss) {
      this.#isLost = createLossProcess(conditions.loss, this.#random)
    }
    this.#conditions = conditions
    this.#advance(now)
  }

  /** Everything of these lanes that leaves the queue before `until` is lost. */
  cut(lanes: readonly Lane[], until: number, now: number): void {
    this.#advance(now)
    for (const lane of lanes) this.#cutUntil.set(lane, until)
  }

  #headLeavesAt(): number {
    const head = this.#queue[0]
    const { rateBps } = this.#conditions
    if (!head) return Number.POSITIVE_INFINITY
    if (rateBps === null) return this.#now
    return this.#now + ((head.size * 8 - this.#sentBits) / rateBps) * 1_000
  }

  #advance(now: number): void {
    if (this.#queue.length === 0) this.#now = Math.max(this.#now, now)
    while (this.#queue.length > 0) {
      const leavesAt = this.#headLeavesAt()
      if (leavesAt > now) break
      this.#leave(leavesAt)
    }
    const { rateBps } = this.#conditions
    if (now <= this.#now) return
    if (this.#queue.length > 0) this.#sentBits += ((now - this.#now) * (rateBps ?? 0)) / 1_000
    this.#now = now
  }

  #leave(leftAt: number): void {
    const packet = this.#queue.shift()
    if (!packet) return
    this.#now = leftAt
    this.#sentBits = 0
    this.#queuedBytes -= packet.size
    const lost = this.#isLost() || leftAt < (this.#cutUntil.get(packet.lane) ?? leftAt)
    this.#insert({ packet, at: this.#arrivesAt(leftAt), lost })
  }

  #arrivesAt(leftAt: number): number {
    const { delayMs, jitterMs, reorder } = this.#conditions
    const jitter = jitterMs > 0 ? (this.#random() * 2 - 1) * jitterMs : 0
    const at = leftAt + Math.max(0, delayMs + jitter)
    if (reorder.share > 0 && this.#random() < reorder.share) return at + reorder.byMs
    this.#lastInOrderAt = Math.max(this.#lastInOrderAt, at)
    return this.#lastInOrderAt
  }

  #insert(arrival: Arrival<P>): void {
    const before = this.#onTheWay.findLastIndex(({ at }) => at <= arrival.at)
    this.#onTheWay.splice(before + 1, 0, arrival)
  }
}
