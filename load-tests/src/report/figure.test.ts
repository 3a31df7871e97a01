import { describe, expect, it } from 'vitest'
import { type Figure, figureLine, isReached } from './figure.ts'

const figure: Figure = { figure: 'call.first-frame.p50', value: 123.456, unit: 'ms', n: 20 }

describe('figures', () => {
  it('become one JSON line with the bound in words', () => {
    expect(JSON.parse(figureLine({ ...figure, reach: { atMost: 250 } }))).toEqual({
      figure: 'call.first-frame.p50',
      value: 123.5,
      unit: 'ms',
      reach: '<= 250',
      ok: true,
      n: 20,
    })
  })

  it('are reached at the bound and missed beyond it', () => {
    expect(isReached({ ...figure, value: 250, reach: { atMost: 250 } })).toBe(true)
    expect(isReached({ ...figure, value: 251, reach: { atMost: 250 } })).toBe(false)
    expect(isReached({ ...figure, value: 6_000, reach: { atLeast: 6_000 } })).toBe(true)
    expect(isReached({ ...figure, value: 5_999, reach: { atLeast: 6_000 } })).toBe(false)
  })

  it('are missed when nothing could be measured', () => {
    expect(isReached({ ...figure, value: Number.NaN })).toBe(false)
    expect(JSON.parse(figureLine({ ...figure, value: Number.NaN }))).toMatchObject({
      value: null,
      ok: false,
    })
  })
})
