import { describe, expect, it } from 'vitest'
import { median, summarize } from './statistics.ts'

describe('summarize', () => {
  it('finds percentiles of fractions', () => {
    const summary = summarize(Array.from({ length: 100 }, (_, index) => (index + 1) / 10))
    expect(summary.n).toBe(100)
    expect(summary.p50).toBeCloseTo(5, 2)
    expect(summary.p95).toBeCloseTo(9.5, 2)
    expect(summary.max).toBe(10)
  })

  it('says NaN where nothing was measured', () => {
    expect(summarize([]).p95).toBeNaN()
  })
})

describe('median', () => {
  it('takes the middle, or the mean of the two middle ones', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
    expect(median([])).toBeNaN()
  })
})
