import type { MediaSample } from './media-sampler.ts'

/** Over which a rate is measured. */
const WINDOW_MS = 1_000

export function rateBps(
  samples: readonly MediaSample[],
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const inside = samples.filter(({ at }) => at >= from && at <= to)
  const [first, last] = [inside[0], inside.at(-1)]
  if (!first || !last || last.at === first.at) return 0
  return ((last.videoBytes - first.videoBytes) * 8_000) / (last.at - first.at)
}

/** From `since` until the picture's rate is at `share` of what it was; `undefined` where that did not come. */
export function recoveryMs(
  samples: readonly MediaSample[],
  { usualBps, since, share }: { usualBps: number; since: number; share: number },
): number | undefined {
  const isBack = ({ at }: MediaSample) =>
    at >= since + WINDOW_MS &&
    rateBps(samples, { from: at - WINDOW_MS, to: at }) >= share * usualBps
  const back = samples.find(isBack)
  return back && back.at - since
}
