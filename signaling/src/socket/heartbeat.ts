import type { WebSocket } from 'ws'

const MAX_MISSES = 2

export interface HeartbeatOptions {
  readonly everyMs: number
  readonly onLost: () => void
}

/** Pings the peer, and gives it up after two pings without a sign of life. */
export class Heartbeat {
  readonly #socket: WebSocket
  readonly #timer: NodeJS.Timeout
  readonly #onLost: () => void
  #misses = 0

  constructor(socket: WebSocket, { everyMs, onLost }: HeartbeatOptions) {
    this.#socket = socket
    this.#onLost = onLost
    this.#timer = setInterval(() => this.#beat(), everyMs).unref()
    socket.on('pong', () => this.alive())
  }

  /** The peer was heard. */
  alive(): void {
    this.#misses = 0
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #beat(): void {
    if (this.#misses === MAX_MISSES) {
      this.#onLost()
    } else {
      this.#misses++
      this.#socket.ping()
    }
  }
}
