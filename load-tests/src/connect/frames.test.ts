import { describe, expect, it } from 'vitest'
import { footageOf, framesPerSecond, frozenMs, longestGapMs } from './frames.ts'

/** Thirty frames a second but for the gap, in a page that began at 1,000,000. */
function footage(gap?: { readonly from: number; readonly to: number }) {
  const frames = Array.from({ length: 151 }, (_, index) => ({
    at: (index * 100) / 3,
    units: 0,
    stamp: null,
    width: 640,
    height: 360,
  })).filter(({ at }) => !gap || at <= gap.from || at >= gap.to)
  return footageOf(frames, { timeOrigin: 1_000_000, from: 1_000_000, to: 1_005_000 })
}

describe('frames', () => {
  it('do not freeze when they come one after the other', () => {
    expect(frozenMs(footage())).toBe(0)
    expect(longestGapMs(footage())).toBeCloseTo(33.3, 1)
    expect(framesPerSecond(footage())).toBeCloseTo(30.2, 1)
  })

  it('freeze for the whole of a gap', () => {
    expect(frozenMs(footage({ from: 1_000, to: 2_000 }))).toBeCloseTo(1_000, 0)
  })

  it('may come late by a little', () => {
    expect(frozenMs(footage({ from: 1_000, to: 1_100 }))).toBe(0)
  })

  it('freeze until the end when they never come back', () => {
    const until = footage({ from: 3_000, to: 9_000 })
    expect(longestGapMs(until)).toBeCloseTo(2_000, 0)
  })

  it('freeze all the time where there are none', () => {
    expect(frozenMs(footage({ from: -1, to: 9_000 }))).toBe(5_000)
  })

  it('count from the last one before the span', () => {
    const one = footage({ from: 1_000, to: 2_000 })
    const after = { from: 1_001_500, to: 1_005_000 }
    expect(longestGapMs(one, after)).toBeCloseTo(1_000, 0)
  })
})
