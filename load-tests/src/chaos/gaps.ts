/** People notice: https://w3c.github.io/webrtc-stats/ counts a freeze from there on. */
export const NOTICED_MS = 150

/** A while without a frame, on the wall clock. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** From the last frame before the span to each next one, and to the end of the span. */
export function gapsIn(frames: readonly number[], { from, to }: Gap): Gap[] {
  const before = frames.findLast((at) => at < from) ?? from
  const edges = [before, ...frames.filter((at) => at >= from && at <= to), to]
  return edges.slice(1).map((at, index) => ({ from: edges[index] ?? at, to: at }))
}

export function lengthOf({ from, to }: Gap): number {
  return to - from
}

/** Of several people, what the one who had the worst of it had. */
export function longestGapMs(sides: readonly (readonly number[])[], span: Gap): number {
  return Math.max(0, ...sides.flatMap((frames) => gapsIn(frames, span).map(lengthOf)))
}
