import { describe, expect, it } from 'vitest'
import { checkMessages } from './chat-check.ts'
import type { MediaSample } from './media-sampler.ts'
import { rateBps, recoveryMs } from './rate.ts'
import { concealedShare, longestSoundGapMs } from './sound.ts'
import { longestStaleMs } from './stills.ts'

/** Ten a second; `concealed` and `kbps` by the second. */
function samples(kbps: readonly number[], concealed: readonly number[] = []): MediaSample[] {
  let videoBytes = 0
  let concealedSamples = 0
  return Array.from({ length: kbps.length * 10 + 1 }, (_, index) => {
    const second = Math.floor((index - 1) / 10)
    videoBytes += ((kbps[second] ?? 0) * 1_000) / 80
    concealedSamples += 4_800 * (concealed[second] ?? 0)
    return {
      at: index * 100,
      videoBytes,
      audioSamples: index * 4_800,
      concealedSamples,
      silentSamples: 0,
    }
  })
}

describe('sound', () => {
  it('is concealed by a share', () => {
    expect(concealedShare(samples([0, 0, 0, 0], [0, 1, 0, 0]))).toBeCloseTo(0.25)
  })

  it('has a gap where all of it was made up', () => {
    expect(longestSoundGapMs(samples([0, 0, 0, 0], [0, 1, 1, 0.5]))).toBeCloseTo(2_000)
    expect(longestSoundGapMs(samples([0, 0, 0], [0.3, 0.3, 0.3]))).toBe(0)
  })
})

describe('rate', () => {
  const changing = samples([700, 700, 700, 100, 100, 300, 650, 700])

  it('is bits in a second', () => {
    expect(rateBps(changing, { from: 0, to: 3_000 })).toBeCloseTo(700_000, -3)
  })

  it('is back once it is back for a second', () => {
    const recovery = recoveryMs(changing, { usualBps: 700_000, since: 5_000, share: 0.9 })
    expect(recovery).toBeGreaterThan(1_500)
    expect(recovery).toBeLessThanOrEqual(2_100)
  })

  it('is not where it never comes', () => {
    const wanted = { usualBps: 7_000_000, since: 5_000, share: 0.9 }
    expect(recoveryMs(changing, wanted)).toBeUndefined()
  })
})

describe('stills', () => {
  it('are stale from one fresh picture to the next', () => {
    const shown = [1, 1, 1, 2, null, 2, 2, 2, 3]
    const seen = shown.map((stamp, index) => ({ at: index * 1_000, stamp }))
    expect(longestStaleMs(seen)).toBe(5_000)
  })
})

describe('numbered messages', () => {
  it('are well when each is there once and in order', () => {
    expect(checkMessages([0, 1, 2], 3)).toEqual({ lost: 0, doubled: 0, reordered: 0 })
  })

  it('are lost, doubled and reordered', () => {
    expect(checkMessages([0, 2, 1, 1, 4], 5)).toEqual({ lost: 1, doubled: 1, reordered: 1 })
  })
})
