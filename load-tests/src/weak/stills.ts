import type { PictureSample } from './picture-sampler.ts'

/** Longest time without a picture that was not seen before. */
export function longestStaleMs(samples: readonly PictureSample[]): number {
  const [first] = samples
  if (!first) return Number.NaN
  let freshAt = first.at
  let shown = first.stamp
  let longest = 0
  for (const { at, stamp } of samples) {
    longest = Math.max(longest, at - freshAt)
    if (stamp === null || stamp === shown) continue
    shown = stamp
    freshAt = at
  }
  return longest
}
