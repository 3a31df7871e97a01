import { describe, expect, it } from 'vitest'
import { gapsIn, longestGapMs } from './gaps.ts'

const span = { from: 1_000, to: 2_000 }

describe('gaps', () => {
  it('begin with the last frame before the span', () => {
    expect(gapsIn([500, 980, 1_040, 1_990], span)).toEqual([
      { from: 980, to: 1_040 },
      { from: 1_040, to: 1_990 },
      { from: 1_990, to: 2_000 },
    ])
  })

  it('last to the end where no frame comes back', () => {
    expect(longestGapMs([[990, 1_050]], span)).toBe(950)
    expect(longestGapMs([[]], span)).toBe(1_000)
  })

  it('are those of who had it worst', () => {
    expect(
      longestGapMs(
        [
          [990, 1_500, 2_000],
          [990, 1_300, 2_000],
        ],
        span,
      ),
    ).toBe(700)
  })
})
