import type { ParticipantId } from '@visavis/protocol'
import type { Arrival } from '../local-time.ts'
import { HoldQueue } from './hold-queue.ts'
import { RecordableHistory } from './recordable-history.ts'
import { type ClockReading, ServerClock, type ServerTime } from './server-clock.ts'

export const GATE = {
  /** How long packets are held. More delays what is on disk when a recorder dies; less leaves less time for a commit. */
  holdMs: 1_000,
  /** How often the log's head is to be confirmed. */
  confirmEveryMs: 200,
  /** Without an answer for so long nothing more is let through. */
  silenceMs: 500,
  /**
   * For how long a commit may be under way unseen: a packet passes only when the log is known so much beyond its arrival.
   * With the head asked for every 200 ms this costs no waiting beyond the hold.
   */
  commitMs: 500,
  /** Held packets that no answer has decided on by then are thrown away. */
  patienceMs: 5_000,
} as const

/** A packet of a track as it came. All times are this machine's; the gate translates. */
export interface HeldPacket {
  readonly track: string
  readonly participant: ParticipantId
  /** Of RTP, 16 bits. */
  readonly sequence: number
  readonly arrived: Arrival
}

export type GateDecision<P extends HeldPacket> =
  | { readonly kind: 'pass'; readonly packet: P }
  /** The log forbids it at the time of the packet's arrival. */
  | {
      readonly kind: 'refuse'
      readonly packet: P
      readonly reason: 'forbidden'
      readonly arrived: ServerTime
    }
  /** The log could not be asked. */
  | { readonly kind: 'refuse'; readonly packet: P; readonly reason: 'log-unreachable' }

/** How far the log is, by the store itself. */
export interface HeadConfirmation extends ClockReading {
  readonly head: number
}

/**
 * Lets a room's packets through or throws them away, by this recorder's own fold of the log. Without timers and sockets:
 * put in what happens, take out what is decided; every time is an argument.
 *
 * A packet passes when it has been held for a second, the log is known beyond its arrival, and the log allowed its
 * participant for all of the time in which it may have arrived.
 */
export class PacketGate<P extends HeldPacket = HeldPacket> {
  readonly #history = new RecordableHistory()
  readonly #clock = new ServerClock()
  readonly #queues = new Map<string, HoldQueue<P>>()
  #confirmations: HeadConfirmation[] = []
  #knownThrough = Number.NEGATIVE_INFINITY
  #confirmedAt = Number.NEGATIVE_INFINITY

  /** An event was folded: after it, these may be recorded. */
  fold(event: { seq: number; at: number; recordable: ReadonlySet<ParticipantId> }): void {
    this.#history.add(event)
    this.#learn()
  }

  /** The store answered how far the log is. What was folded before counts only as far as this. */
  confirm(confirmation: HeadConfirmation): void {
    this.#clock.read(confirmation)
    this.#confirmations.push(confirmation)
    this.#learn()
  }

  push(packet: P): void {
    const queue = this.#queues.get(packet.track) ?? new HoldQueue<P>()
    this.#queues.set(packet.track, queue)
    queue.push(packet)
  }

  /** Nothing more comes of a track. What is held of it goes. */
  forget(track: string): void {
    this.#queues.delete(track)
  }

  heldOf(track: string): number {
    return this.#queues.get(track)?.size ?? 0
  }

  /** What can be decided now, each track in the order of its sequence numbers. */
  *drain(now: number): Generator<GateDecision<P>> {
    this.#history.prune((this.#clock.at(now - 2 * GATE.patienceMs) ?? NEVER).earliest)
    for (const queue of this.#queues.values()) {
      for (;;) {
        const packet = queue.first
        if (!packet) break
        const decision = this.#decide(packet, now)
        if (!decision) break
        queue.shift()
        yield decision
      }
    }
  }

  /** The server's time, for what is written down. */
  serverTime(local: number): number | undefined {
    const time = this.#clock.at(local)
    return time && (time.earliest + time.latest) / 2
  }

  #decide(packet: P, now: number): GateDecision<P> | undefined {
    const age = now - packet.arrived.latest
    if (age < GATE.holdMs) return undefined
    const arrived = this.#clock.during(packet.arrived)
    const isKnown = arrived && arrived.latest + GATE.commitMs <= this.#knownThrough
    if (isKnown && !this.#history.allows(packet.participant, arrived.earliest, arrived.latest)) {
      return { kind: 'refuse', packet, reason: 'forbidden', arrived }
    }
    const isSilent = now - this.#confirmedAt > GATE.silenceMs
    if (isKnown && !isSilent) return { kind: 'pass', packet }
    if (age >= GATE.patienceMs) return { kind: 'refuse', packet, reason: 'log-unreachable' }
    return undefined
  }

  /** Confirmations whose events have all been folded tell up to when the log is known. */
  #learn(): void {
    const { seq } = this.#history
    const isFolded = ({ head }: HeadConfirmation) => head <= seq
    for (const { serverNow, askedAt } of this.#confirmations.filter(isFolded)) {
      this.#knownThrough = Math.max(this.#knownThrough, serverNow)
      this.#confirmedAt = Math.max(this.#confirmedAt, askedAt)
    }
    this.#confirmations = this.#confirmations.filter((one) => !isFolded(one))
  }
}

const NEVER = { earliest: Number.NEGATIVE_INFINITY }
