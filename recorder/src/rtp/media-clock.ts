import type { SenderReport } from './rtp-packet.ts'

const MAX_REPORTS = 64

/**
 * Where media belongs in time, by the sender reports of the media node: one clock for all tracks that it sends, so that voice
 * and picture meet whatever way their packets took.
 */
export class MediaClock {
  /** By how much this machine's time is ahead of the node's, at the least: the quickest report took no time. */
  #ahead = Number.POSITIVE_INFINITY
  readonly #reports = new Map<number, { ntpMs: number; timestamp: number }[]>()

  report({ ssrc, ntpMs, timestamp }: SenderReport, arrivedAt: number): void {
    this.#ahead = Math.min(this.#ahead, arrivedAt - ntpMs)
    const reports = this.#reports.get(ssrc) ?? []
    this.#reports.set(ssrc, reports)
    reports.push({ ntpMs, timestamp })
    if (reports.length > MAX_REPORTS) reports.shift()
  }

  /** This machine's time at which a timestamp passed the node; `undefined` before the track's first report. */
  timeOf({ ssrc, timestamp, clockRate }: MediaTime): number | undefined {
    const reports = this.#reports.get(ssrc)
    if (!reports?.length) return undefined
    const times = reports.map((report) => {
      const ticks = (timestamp - report.timestamp) | 0
      return report.ntpMs + (1_000 * ticks) / clockRate
    })
    const middle = times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)]
    return middle === undefined ? undefined : middle + this.#ahead
  }

  forget(ssrc: number): void {
    this.#reports.delete(ssrc)
  }
}

interface MediaTime {
  readonly ssrc: number
  readonly timestamp: number
  readonly clockRate: number
}
