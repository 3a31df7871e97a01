import type { Arrival } from '../local-time.ts'

/** One exchange: asked and answered by this clock, read by the server's somewhere between. */
export interface ClockReading {
  readonly askedAt: number
  readonly answeredAt: number
  readonly serverNow: number
}

/** The server's time, as an interval that it is certainly in. */
export interface ServerTime {
  readonly earliest: number
  readonly latest: number
}

/** Clocks drift apart by a millisecond in this time. */
const MEMORY_MS = 10_000
/** Clocks tick in milliseconds, and drift. */
const TICK_MS = 2

/**
 * Tells the server's time from this machine's, which may be set to another: each exchange bounds the difference by its
 * round trip, and several bound it more tightly.
 */
export class ServerClock {
  #readings: ClockReading[] = []
  #bounds: Bounds | undefined

  read(reading: ClockReading): void {
    const since = reading.answeredAt - MEMORY_MS
    this.#readings = this.#readings.filter(({ answeredAt }) => answeredAt >= since)
    this.#readings.push(reading)
    this.#bounds = this.#readings.reduce(
      (bounds, one) => tighten(bounds, boundsOf(one)),
      boundsOf(reading),
    )
  }

  /** `undefined` before the first exchange. */
  at(local: number): ServerTime | undefined {
    if (!this.#bounds) return undefined
    const { low, high } = this.#bounds
    return { earliest: local + low - TICK_MS, latest: local + high + TICK_MS }
  }

  /** The time in which something of this machine's time certainly was. */
  during({ earliest, latest }: Arrival): ServerTime | undefined {
    const from = this.at(earliest)
    const to = this.at(latest)
    return from && to && { earliest: from.earliest, latest: to.latest }
  }
}

/** By how much the server's clock is ahead. */
interface Bounds {
  readonly low: number
  readonly high: number
}

function boundsOf({ askedAt, answeredAt, serverNow }: ClockReading): Bounds {
  return { low: serverNow - answeredAt, high: serverNow - askedAt }
}

/** One that contradicts is from before a clock was set, and counts for nothing. */
function tighten(bounds: Bounds, other: Bounds): Bounds {
  const low = Math.max(bounds.low, other.low)
  const high = Math.min(bounds.high, other.high)
  return low <= high ? { low, high } : bounds
}
