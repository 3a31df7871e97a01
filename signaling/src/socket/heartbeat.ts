import type { WebSocket } from 'ws'

/** Silence after which a peer is given up, in heartbeats. Looked for twice a heartbeat: found within 2.5. */
const SILENT_HEARTBEATS = 2

export interface HeartbeatOptions {
  readonly everyMs: number
  readonly onLost: () => void
}

/** Pings a peer that is quiet, and gives it up when it stays so. */
export class Heartbeat {
  readonly #socket: WebSocket
  readonly #options: HeartbeatOptions
  readonly #timer: NodeJS.Timeout
  #heardAt = performance.now()
  #pingedAt = Number.NEGATIVE_INFINITY
  #lookedAt = this.#heardAt

  constructor(socket: WebSocket, options: HeartbeatOptions) {
    this.#socket = socket
    this.#options = options
    this.#timer = setInterval(() => this.#look(performance.now()), options.everyMs / 2).unref()
    socket.on('pong', () => this.alive())
  }

  /** The peer was heard. */
  alive(): void {
    this.#heardAt = performance.now()
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #look(now: number): void {
    const { everyMs, onLost } = this.#options
    // Nothing ran here meanwhile: what the peer said is still to be read.
    if (now - this.#lookedAt > everyMs) this.#heardAt = now
    this.#lookedAt = now
    const silentMs = now - this.#heardAt
    if (silentMs >= SILENT_HEARTBEATS * everyMs) onLost()
    else if (silentMs >= everyMs && now - this.#pingedAt >= everyMs) this.#ping(now)
  }

  #ping(now: number): void {
    this.#pingedAt = now
    this.#socket.ping()
  }
}
