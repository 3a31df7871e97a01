import type { LinkConditions } from './conditions.ts'
import { type Lane, LinkModel } from './link-model.ts'
import type { Random } from './random.ts'

/** Timers tick once a millisecond: what is due so soon is delivered now, so that half of it comes early. */
const EARLY_MS = 0.5

export const PACKET_KINDS = ['tcp', 'stun', 'dtls', 'rtp', 'rtcp', 'other'] as const
export type PacketKind = (typeof PACKET_KINDS)[number]

export interface Packet {
  /** On the wire, headers included. */
  readonly size: number
  readonly lane: Lane
  readonly kind: PacketKind
  /** At the end of the way, or at the moment at which it is known to be lost. */
  arrive(lost: boolean): void
}

export interface Count {
  readonly packets: number
  readonly bytes: number
}

export interface LinkCounts extends Count {
  /** On the way. */
  readonly lost: number
  /** At a full queue. */
  readonly overflowed: number
  readonly kinds: Readonly<Record<PacketKind, Count>>
}

/** One direction of a network in real time. */
export class Link {
  readonly #model: LinkModel<Packet>
  readonly #counts = { lost: 0, overflowed: 0 }
  readonly #kinds = new Map<PacketKind, Count>()
  readonly #waiting = new Set<() => void>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #wakesAt = Number.POSITIVE_INFINITY
  #closed = false

  constructor(conditions: LinkConditions, random: Random) {
    this.#model = new LinkModel(conditions, random)
  }

  get conditions(): LinkConditions {
    return this.#model.conditions
  }

  get counts(): LinkCounts {
    const kinds = PACKET_KINDS.map((kind) => [kind, this.#countOf(kind)] as const)
    return {
      ...this.#counts,
      packets: kinds.reduce((sum, [, { packets }]) => sum + packets, 0),
      bytes: kinds.reduce((sum, [, { bytes }]) => sum + bytes, 0),
      kinds: Object.fromEntries(kinds) as Record<PacketKind, Count>,
    }
  }

  hasRoom(size: number): boolean {
    return this.#model.hasRoom(size, performance.now())
  }

  push(packet: Packet): void {
    if (this.#closed) return
    const { packets, bytes } = this.#countOf(packet.kind)
    this.#kinds.set(packet.kind, { packets: packets + 1, bytes: bytes + packet.size })
    if (!this.#model.push(packet, performance.now())) this.#counts.overflowed += 1
    this.#schedule()
  }

  /** Calls back once, when something has left the queue. */
  whenRoom(callback: () => void): void {
    this.#waiting.add(callback)
  }

  set(conditions: LinkConditions): void {
    this.#model.set(conditions, performance.now())
    this.#deliver()
  }

  /** Nothing of these lanes arrives that leaves within the next `durationMs`. */
  cut(lanes: readonly Lane[], durationMs: number): void {
    const now = performance.now()
    this.#model.cut(lanes, now + durationMs, now)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#waiting.clear()
  }

  #countOf(kind: PacketKind): Count {
    return this.#kinds.get(kind) ?? { packets: 0, bytes: 0 }
  }

  #schedule(): void {
    const nextAt = this.#model.nextAt()
    if (nextAt === null || nextAt >= this.#wakesAt || this.#closed) return
    clearTimeout(this.#timer)
    this.#wakesAt = nextAt
    const waitMs = Math.max(0, Math.floor(nextAt - performance.now()))
    if (waitMs === 0) this.#deliverSoon()
    else this.#timer = setTimeout(() => this.#deliver(), waitMs)
  }

  /** Timers wait a millisecond at least, which would add up on a network without delay. */
  #deliverSoon(): void {
    const isDue = this.#wakesAt - performance.now() <= EARLY_MS
    if (isDue) queueMicrotask(() => this.#deliver())
    else this.#timer = setTimeout(() => this.#deliver(), 1)
  }

  #deliver(): void {
    if (this.#closed) return
    clearTimeout(this.#timer)
    this.#wakesAt = Number.POSITIVE_INFINITY
    for (const { packet, lost } of this.#model.pull(performance.now() + EARLY_MS)) {
      if (lost) this.#counts.lost += 1
      packet.arrive(lost)
    }
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const callback of waiting) callback()
    this.#schedule()
  }
}
