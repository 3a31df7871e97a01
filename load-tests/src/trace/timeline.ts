import { median } from '../report/index.ts'
import type { TraceMark } from './tracer.ts'

/** What both pages did in one call. Times are milliseconds after the click. */
export type Timeline = readonly TimelineMark[]

export interface TimelineMark {
  readonly side: 'shop' | 'desk'
  readonly name: string
  readonly at: number
}

interface CallMarks {
  readonly shop: readonly TraceMark[]
  readonly desk: readonly TraceMark[]
  /** What to add to a time of the desk's clock to get the shop's. */
  readonly clockDifferenceMs: number
  /** The click, on the shop's wall clock. */
  readonly clickedAt: number
  /** Of the first frame. Later marks are left out. */
  readonly shownAt: number
}

export function timelineOf(call: CallMarks): Timeline {
  const { clickedAt, shownAt, clockDifferenceMs } = call
  const shop = call.shop.map(({ name, at }) => ({ side: 'shop' as const, name, at }))
  const desk = call.desk.map(({ name, at }) => {
    return { side: 'desk' as const, name, at: at + clockDifferenceMs }
  })
  return [...shop, ...desk, { side: 'shop' as const, name: 'first frame', at: shownAt }]
    .filter(({ at }) => at >= clickedAt && at <= shownAt)
    .map((mark) => ({ ...mark, at: mark.at - clickedAt }))
    .toSorted((a, b) => a.at - b.at)
}

/** One line for each thing that happened in most calls: its median time, and how often it was there. */
export function timelineReport(timelines: readonly Timeline[]): string {
  const times = new Map<string, number[]>()
  for (const timeline of timelines) {
    for (const [key, at] of numbered(timeline)) times.set(key, [...(times.get(key) ?? []), at])
  }
  return [...times]
    .map(([key, values]) => ({ key, at: median(values), count: values.length }))
    .filter(({ count }) => count > timelines.length / 2)
    .toSorted((a, b) => a.at - b.at)
    .map(({ key, at, count }) => `${at.toFixed(1).padStart(8)} ms  ${key}  (${count})`)
    .join('\n')
}

/** Marks of the same name are told apart by their order. */
function numbered(timeline: Timeline): [key: string, at: number][] {
  const seen = new Map<string, number>()
  return timeline.map(({ side, name, at }) => {
    const key = `${side}  ${name}`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return [count > 1 ? `${key} #${count}` : key, at]
  })
}
