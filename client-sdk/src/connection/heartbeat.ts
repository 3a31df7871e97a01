import type { Rpc } from './rpc.ts'

/** A request that got no sign of life for so long is followed by a ping, which any server answers at once. */
const ASK_AFTER_MS = 500
/** How long a ping may take, between these: less doubts sockets that are merely slow, more leaves people waiting. */
const PATIENCE_MS = { urgent: 150, least: 600, most: 9_000 }
/** A page that was busy for so long reads first what came meanwhile. */
const BUSY_MS = 200
/** A timer so late: nothing ran at all. */
const SLEPT_MS = 2_000

/** What is known of a socket's life, in Unix milliseconds. */
export interface Signs {
  readonly lastReceivedAt: number
  /** The first request since then. */
  readonly waitingSince: number | null
  /** The ping that is on its way. */
  readonly pingedAt: number | null
}

/** When the next thing is to be done if nothing arrives: a ping, or with one on its way, to doubt the socket. */
export function dueAt(
  signs: Signs,
  limits: { heartbeatMs: number; patienceMs: number; networkMs?: number },
): number {
  const { lastReceivedAt, waitingSince, pingedAt } = signs
  if (pingedAt !== null) return pingedAt + limits.patienceMs
  const quietUntil = lastReceivedAt + limits.heartbeatMs
  // No answer can be there sooner: on a full network, pings would only be in its way.
  const askAfterMs = Math.max(ASK_AFTER_MS, limits.networkMs ?? 0)
  return waitingSince === null ? quietUntil : Math.min(quietUntil, waitingSince + askAfterMs)
}

/** Where there is another reason to doubt, less patience: two round trips. */
export function urgentPatienceFor(roundTripMs: number): number {
  return Math.min(PATIENCE_MS.most, 2 * roundTripMs + PATIENCE_MS.urgent)
}

/** Three round trips, as on a bad network a packet is lost once, and a little for the server. */
export function patienceFor(roundTripMs: number): number {
  return Math.min(PATIENCE_MS.most, Math.max(PATIENCE_MS.least, 3 * roundTripMs + 300))
}

export interface HeartbeatOptions {
  readonly heartbeatMs: number
  /** Of the opening: what a ping may take is judged by it until there was one. */
  readonly roundTripMs?: number
  /** A ping was not answered in time. Told once. */
  onDoubt(): void
}

/** Pings a quiet socket, or one that owes an answer, and tells when nothing comes back. */
export class Heartbeat {
  readonly #rpc: Rpc
  readonly #options: HeartbeatOptions
  #timer: ReturnType<typeof setTimeout> | undefined
  #plannedAt = Date.now()
  #pingedAt: number | null = null
  #roundTripMs: number
  /** Of the network, as media finds it. */
  #networkMs = 0
  #isUrgent = false
  #isStopped = false

  constructor(rpc: Rpc, options: HeartbeatOptions) {
    this.#rpc = rpc
    this.#options = options
    this.#roundTripMs = options.roundTripMs ?? 0
    rpc.onWaiting = () => this.#plan(this.#due())
    this.#plan(this.#due())
  }

  /** Asks now: there is reason to think that the socket is dead. */
  check(): void {
    this.#isUrgent = true
    if (this.#pendingPing() === null) this.#ping()
    else this.#plan(this.#due())
  }

  /** What the network takes now: on one that is full, a new socket would fill it more. */
  noteRoundTrip(networkMs: number): void {
    this.#networkMs = networkMs
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  #consider(): void {
    const lateMs = Date.now() - this.#plannedAt
    // The machine slept, or the page was frozen: the silence was ours.
    if (lateMs > SLEPT_MS) this.#answered()
    if (lateMs > BUSY_MS) this.#plan(Date.now() + BUSY_MS / 2)
    else if (Date.now() < this.#due()) this.#plan(this.#due())
    else if (this.#pendingPing() !== null) this.#doubt()
    else this.#ping()
  }

  #plan(at: number): void {
    if (this.#isStopped) return
    clearTimeout(this.#timer)
    this.#plannedAt = at
    this.#timer = setTimeout(() => this.#consider(), Math.max(0, at - Date.now()))
  }

  #due(): number {
    const { lastReceivedAt, waitingSince } = this.#rpc
    const signs = { lastReceivedAt, waitingSince, pingedAt: this.#pendingPing() }
    const patience = this.#isUrgent ? urgentPatienceFor : patienceFor
    const patienceMs = patience(Math.max(this.#roundTripMs, this.#networkMs))
    const { heartbeatMs } = this.#options
    return dueAt(signs, { heartbeatMs, patienceMs, networkMs: this.#networkMs })
  }

  #pendingPing(): number | null {
    if (this.#pingedAt !== null && this.#rpc.lastReceivedAt > this.#pingedAt) this.#answered()
    return this.#pingedAt
  }

  #answered(): void {
    this.#pingedAt = null
    this.#isUrgent = false
  }

  #ping(): void {
    const sentAt = Date.now()
    this.#pingedAt = sentAt
    const note = () => {
      if (this.#pingedAt === sentAt) this.#answered()
      // The slowest of late: patience is lost quickly and regained slowly.
      this.#roundTripMs = Math.max(Date.now() - sentAt, this.#roundTripMs * 0.8)
    }
    // Whether it is answered is seen by the silence.
    this.#rpc.request('session.ping', {}).then(note, () => {})
    this.#plan(this.#due())
  }

  #doubt(): void {
    this.stop()
    this.#options.onDoubt()
  }
}
