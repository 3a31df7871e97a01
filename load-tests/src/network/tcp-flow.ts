import type { Link } from './link.ts'
import type { Lane } from './link-model.ts'

/** Bytes of one segment, and of its headers with the usual options. */
const SEGMENT_BYTES = 1_448
export const TCP_HEADER_BYTES = 52
/** RFC 6928; what every sender starts with, and starts again with after a pause. */
const INITIAL_WINDOW_BYTES = 10 * SEGMENT_BYTES
const LARGEST_WINDOW_BYTES = 4_000_000
/** As on Linux. Doubled with each further try. */
const RETRANSMIT_MS = 200
const MOST_DOUBLINGS = 6
/** With fewer under way nobody notices a loss before the timer does. */
const SEGMENTS_TO_NOTICE_LOSS = 3
/** What waits here before the source is asked to stop. */
const BUFFER_BYTES = 256_000

export interface TcpFlowOptions {
  readonly link: Link
  /** The other direction, which acknowledgements take. */
  readonly back: Link
  readonly lane: Lane
  /** In order, each byte once. */
  deliver(data: Buffer): void
  /** After the last byte. */
  finish(): void
  /** Whether the source should wait. */
  onFull(isFull: boolean): void
}

interface Segment {
  readonly sequence: number
  /** `null` ends the stream. */
  readonly data: Buffer | null
  readonly size: number
  tries: number
}

/**
 * One direction of a relayed TCP connection. Both of its ends are on this machine, where nothing is lost, so
 * what a long way does to TCP is done here: a window that grows with each round trip, segments sent again,
 * order kept. Acknowledgements take time but no bandwidth.
 */
export class TcpFlow {
  readonly #options: TcpFlowOptions
  #toSend: Segment[] = []
  #toRepeat: Segment[] = []
  #bufferedBytes = 0
  #sequence = 0
  #inFlight = 0
  #window = INITIAL_WINDOW_BYTES
  #slowStartUntil = LARGEST_WINDOW_BYTES
  #sentAt = 0
  readonly #arrived = new Map<number, Segment>()
  #expected = 0
  #closed = false

  constructor(options: TcpFlowOptions) {
    this.#options = options
  }

  write(data: Buffer): void {
    for (let start = 0; start < data.length; start += SEGMENT_BYTES) {
      this.#queue(data.subarray(start, start + SEGMENT_BYTES))
    }
    this.#pump()
  }

  end(): void {
    this.#queue(null)
    this.#pump()
  }

  close(): void {
    this.#closed = true
  }

  #queue(data: Buffer | null): void {
    const size = TCP_HEADER_BYTES + (data?.length ?? 0)
    this.#toSend.push({ sequence: this.#sequence++, data, size, tries: 0 })
    this.#bufferedBytes += size
    if (this.#bufferedBytes > BUFFER_BYTES) this.#options.onFull(true)
  }

  #pump = (): void => {
    if (this.#closed) return
    this.#restartAfterPause()
    for (;;) {
      const repeated = this.#toRepeat[0]
      const segment = repeated ?? this.#toSend[0]
      if (!segment) return
      const fits = this.#inFlight === 0 || this.#inFlight + segment.size <= this.#window
      if (!repeated && !fits) return
      if (!this.#options.link.hasRoom(segment.size)) {
        this.#options.link.whenRoom(this.#pump)
        return
      }
      if (repeated) this.#toRepeat.shift()
      else this.#start(segment)
      this.#send(segment)
    }
  }

  #start(segment: Segment): void {
    this.#toSend.shift()
    this.#inFlight += segment.size
    const wasFull = this.#bufferedBytes > BUFFER_BYTES
    this.#bufferedBytes -= segment.size
    if (wasFull && this.#bufferedBytes <= BUFFER_BYTES) this.#options.onFull(false)
  }

  #send(segment: Segment): void {
    this.#sentAt = performance.now()
    const { link, lane } = this.#options
    const arrive = (lost: boolean) => (lost ? this.#onLost(segment) : this.#onArrived(segment))
    link.push({ size: segment.size, lane, kind: 'tcp', arrive })
  }

  #onArrived(segment: Segment): void {
    if (this.#closed) return
    this.#arrived.set(segment.sequence, segment)
    for (let next = this.#arrived.get(this.#expected); next; ) {
      this.#arrived.delete(this.#expected)
      this.#expected += 1
      if (next.data) this.#options.deliver(next.data)
      else this.#options.finish()
      next = this.#arrived.get(this.#expected)
    }
    later(this.#options.back.conditions.delayMs, () => this.#onAcknowledged(segment.size))
  }

  #onAcknowledged(size: number): void {
    this.#inFlight -= size
    const isSlowStart = this.#window < this.#slowStartUntil
    const growth = isSlowStart ? size : (SEGMENT_BYTES * size) / this.#window
    this.#window = Math.min(LARGEST_WINDOW_BYTES, this.#window + growth)
    this.#pump()
  }

  #onLost(segment: Segment): void {
    const isNoticed =
      segment.tries === 0 && this.#inFlight > SEGMENTS_TO_NOTICE_LOSS * SEGMENT_BYTES
    const waitMs = isNoticed
      ? this.#options.back.conditions.delayMs
      : this.#timeoutMs(segment.tries)
    segment.tries += 1
    this.#window = Math.max(2 * SEGMENT_BYTES, this.#window / 2)
    this.#slowStartUntil = this.#window
    later(waitMs, () => {
      this.#toRepeat.push(segment)
      this.#pump()
    })
  }

  #restartAfterPause(): void {
    const pausedMs = performance.now() - this.#sentAt
    if (this.#inFlight > 0 || pausedMs < this.#timeoutMs(0)) return
    this.#window = Math.min(this.#window, INITIAL_WINDOW_BYTES)
  }

  #timeoutMs(tries: number): number {
    const { link, back } = this.#options
    const roundTripMs = link.conditions.delayMs + back.conditions.delayMs
    return Math.max(RETRANSMIT_MS, roundTripMs) * 2 ** Math.min(tries, MOST_DOUBLINGS)
  }
}

/** Keeps no process alive. */
export function later(delayMs: number, callback: () => void): void {
  if (delayMs > 0) setTimeout(callback, delayMs).unref()
  else callback()
}
