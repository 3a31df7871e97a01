import { type Figure, type Reach, summarize } from '../report/index.ts'
import type { Idle } from './idle.ts'
import { BOTH_FAR, type ConnectResults, FAR, type TimedCall, warmMs } from './results.ts'

const ROUND_TRIP_MS = 200
/** A frame later than this beyond both round trips was not the first that was sent: its key frame was lost. */
const LATE_MS = 300

/** Rows of which nothing was measured are left out. */
export function connectFigures(results: ConnectResults): Figure[] {
  const warm = warmMs(results, FAR)
  const bothFar = warmMs(results, BOTH_FAR)
  return [
    ...percentiles('connect.warm', warm, {
      p50: { atMost: 1.25 * ROUND_TRIP_MS + 60 },
      p95: { atMost: 400 },
    }),
    ...percentiles('connect.warm-both-far', bothFar, {
      p50: { atMost: 480 },
      p95: { atMost: 599 },
    }),
    ...lateFigures(results.warmCalls),
    ...(results.idle ? idleFigures(results.idle) : []),
    ...percentiles('connect.accept', results.acceptMs, { p95: { atMost: 600 } }),
    ...percentiles('connect.cold', results.coldMs, { p50: { atMost: 4.5 * ROUND_TRIP_MS + 150 } }),
    ...percentiles('connect.page-load', results.loadMs, {}),
    ...percentiles('connect.naive', results.naiveMs, {}),
    ...percentiles('connect.naive-cold', results.naiveColdMs, {}),
    ...ratio('connect.cold.times-faster', results.naiveColdMs, results.coldMs, { atLeast: 2 }),
    ...ratio('connect.warm.times-faster', results.naiveMs, warm, { atLeast: 5 }),
    ...changeFigures(results),
  ]
}

export function isLate({ distance, ms }: TimedCall): boolean {
  return ms > distance.shopperMs + distance.advisorMs + LATE_MS
}

function lateFigures(calls: readonly TimedCall[]): Figure[] {
  const value = calls.filter(isLate).length
  const row = { figure: 'connect.late-first-frames.count', unit: 'calls', n: calls.length }
  return calls.length > 0 ? [{ ...row, value, reach: { atMost: 0 } }] : []
}

function idleFigures(idle: Idle): Figure[] {
  const row = { n: idle.visitors }
  const at = (atMost: number) => ({ reach: { atMost } })
  return [
    { figure: 'connect.idle.warm-visitors', value: idle.warm, unit: 'visitors', ...row },
    {
      figure: 'connect.idle.traffic',
      value: idle.bytesPerMinute / 1_000,
      unit: 'KB/min',
      ...at(15),
      ...row,
    },
    {
      figure: 'connect.idle.server-memory',
      value: idle.serverBytes / 1_000,
      unit: 'KB',
      ...at(400),
      ...row,
    },
    {
      figure: 'connect.idle.media-packets',
      value: idle.mediaPackets,
      unit: 'packets',
      ...at(0),
      ...row,
    },
    {
      figure: 'connect.idle.permission-questions',
      value: idle.permissionQuestions,
      unit: 'questions',
      ...at(0),
      n: 1,
    },
  ]
}

function changeFigures({ cuts, addressGapsMs }: ConnectResults): Figure[] {
  const frozen = summarize(cuts.map(({ frozenMs }) => frozenMs))
  const resumed = cuts.map(({ resumedMs }) => resumedMs)
  const media = {
    figure: 'connect.socket-cut.media-gap.max',
    value: frozen.max,
    unit: 'ms',
    reach: { atMost: 0 },
    n: frozen.n,
  }
  return [
    ...(frozen.n > 0 ? [media] : []),
    ...percentiles('connect.socket-cut.resumed', resumed, { p95: { atMost: 1_000 } }),
    ...percentiles('connect.address-change.longest-gap', addressGapsMs, { p95: { atMost: 1_500 } }),
  ]
}

export function percentiles(
  row: string,
  values: readonly number[],
  reach: { readonly p50?: Reach; readonly p95?: Reach },
): Figure[] {
  if (values.length === 0) return []
  const { p50, p95, n } = summarize(values)
  return [
    { figure: `${row}.p50`, value: p50, unit: 'ms', ...(reach.p50 && { reach: reach.p50 }), n },
    { figure: `${row}.p95`, value: p95, unit: 'ms', ...(reach.p95 && { reach: reach.p95 }), n },
  ]
}

/** How many times longer the slower takes, by their medians. */
function ratio(
  figure: string,
  slower: readonly number[],
  faster: readonly number[],
  reach: Reach,
): Figure[] {
  if (slower.length === 0 || faster.length === 0) return []
  const value = summarize(slower).p50 / summarize(faster).p50
  return [{ figure, value, unit: 'ratio', reach, n: Math.min(slower.length, faster.length) }]
}
