import { median } from '../report/index.ts'
import type { SeenFrame } from '../stamp/frame-reader.ts'

/** Between two frames of what still counts as motion, where there are too few to tell what is usual. */
const SLOWEST_MOTION_MS = 200

/** A while, in milliseconds on one clock. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Frames and the time they were looked for, on the wall clock. */
export interface Footage extends Span {
  readonly frames: readonly SeenFrame[]
}

/** Puts what a page read by its own clock on the wall clock. */
export function footageOf(
  frames: readonly SeenFrame[],
  { timeOrigin, from, to }: Span & { readonly timeOrigin: number },
): Footage {
  return { from, to, frames: frames.map((frame) => ({ ...frame, at: frame.at + timeOrigin })) }
}

/** Longest time without a new frame. A picture that never came back counts until the end. */
export function longestGapMs(footage: Footage, span: Span = footage): number {
  return Math.max(0, ...gapsIn(footage, span))
}

/**
 * Time in which the picture stood still, by the definition of WebRTC's `freezeCount`: a frame is late by three
 * mean durations, and by 150 ms.
 */
export function frozenMs(footage: Footage, span: Span = footage): number {
  const gaps = gapsIn(footage, span)
  const usual = Math.min(median(gaps), SLOWEST_MOTION_MS)
  const isFreeze = (gap: number) => gap > Math.max(3 * usual, usual + 150)
  return gaps.filter(isFreeze).reduce((sum, gap) => sum + gap, 0)
}

export function framesPerSecond({ frames, from, to }: Footage): number {
  return (frames.length / (to - from)) * 1_000
}

/** From each frame to the next, and from the edges of the span to the frames next to them. */
function gapsIn({ frames }: Footage, { from, to }: Span): number[] {
  const times = frames.map(({ at }) => at).filter((at) => at >= from && at <= to)
  const before = frames.findLast(({ at }) => at < from)?.at ?? from
  const edges = [before, ...times, to]
  return edges.slice(1).map((at, index) => at - (edges[index] ?? at))
}
