import { build } from 'hdr-histogram-js'

/** Histograms count whole units; values are kept to a thousandth. */
const SCALE = 1_000

export interface Summary {
  readonly n: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** Percentiles of values that are zero or more, to three significant digits. All NaN when there are none. */
export function summarize(values: readonly number[]): Summary {
  const n = values.length
  if (n === 0) return { n, p50: Number.NaN, p95: Number.NaN, p99: Number.NaN, max: Number.NaN }
  const histogram = build({ numberOfSignificantValueDigits: 4 })
  for (const value of values) histogram.recordValue(Math.round(Math.max(0, value) * SCALE))
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / SCALE
  return { n, p50: at(50), p95: at(95), p99: at(99), max: Math.max(...values) }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2
}
