import { LIMITS } from '@visavis/protocol/browser'

/** Bytes of a first piece: a quarter of a second at 30 kbps, which a voice's player can wait. */
const FIRST_PIECE_BYTES = 630
/** Smaller ones are mostly headers, and a still of them would never be there. */
const SMALLEST_PIECE_BYTES = 570
const LARGEST_PIECE_BYTES = LIMITS.stillPieceBytes

/** Around a piece: base64, the message, WebSocket, TCP and IP. */
const BASE64 = 4 / 3
const AROUND_BYTES = 120

/** Waiting in the network's queues, beyond what a piece always takes: less than this is none, more is too much. */
const SHORT_WAIT_MS = 120
const LONG_WAIT_MS = 300
const LONGEST_PAUSE_MS = 400
/** No way takes longer by itself: who begins on a full network would take its queues for distance. */
const LONGEST_WAY_MS = 600
const GROW = 1.6
const SHRINK = 0.6
/** The shortest time known is forgotten slowly: another way may be longer. */
const FORGET = 1.02
/** The newest measurement's part in the rate. */
const FRESH = 0.35

/**
 * How much of a still goes over the network at a time: one piece, and the next when it has arrived. So what waits in a
 * queue before a voice is one piece at most, and pieces grow only while they do not wait.
 */
export class StillsPace {
  #bytes = FIRST_PIECE_BYTES
  #shortestMs = Number.POSITIVE_INFINITY
  #bps: number | null = null

  /** Of a still, before base64; a multiple of three, so that pieces add up. */
  get pieceBytes(): number {
    return Math.floor(this.#bytes / 3) * 3
  }

  /** What the network takes beside all else, in bits a second. `null` before anything was measured. */
  get bps(): number | null {
    return this.#bps
  }

  /** A piece has arrived after so long. Answers the milliseconds to leave the network alone. */
  note(bytes: number, elapsedMs: number): number {
    this.#shortestMs = Math.min(this.#shortestMs * FORGET, elapsedMs)
    const waitedMs = elapsedMs - Math.min(this.#shortestMs, LONGEST_WAY_MS)
    const pauseMs = waitedMs > SHORT_WAIT_MS ? Math.min(waitedMs / 2, LONGEST_PAUSE_MS) : 0
    const bits = (bytes * BASE64 + AROUND_BYTES) * 8
    const bps = (bits / Math.max(1, elapsedMs + pauseMs)) * 1_000
    this.#bps = this.#bps === null ? bps : this.#bps + FRESH * (bps - this.#bps)
    if (waitedMs <= SHORT_WAIT_MS) this.#resize(GROW)
    if (waitedMs > LONG_WAIT_MS) this.#resize(SHRINK)
    return pauseMs
  }

  #resize(factor: number): void {
    const bytes = this.#bytes * factor
    this.#bytes = Math.min(LARGEST_PIECE_BYTES, Math.max(SMALLEST_PIECE_BYTES, bytes))
  }
}
