import type { MediaSample } from './media-sampler.ts'

/** Of what was heard, the share that the player made up and that was not silence. */
export function concealedShare(samples: readonly MediaSample[]): number {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last) return Number.NaN
  const heard = last.audioSamples - first.audioSamples
  const concealed = last.concealedSamples - first.concealedSamples
  const silent = last.silentSamples - first.silentSamples
  return heard > 0 ? (concealed - silent) / heard : Number.NaN
}

/** Longest time in which nothing arrived to be played: all of it was made up, or nothing was played at all. */
export function longestSoundGapMs(samples: readonly MediaSample[]): number {
  let longest = 0
  let current = 0
  for (const [index, sample] of samples.entries()) {
    const before = samples[index - 1]
    if (!before) continue
    current = isGap(before, sample) ? current + sample.at - before.at : 0
    longest = Math.max(longest, current)
  }
  return longest
}

function isGap(before: MediaSample, after: MediaSample): boolean {
  const heard = after.audioSamples - before.audioSamples
  return heard <= 0 || (after.concealedSamples - before.concealedSamples) / heard > 0.9
}
