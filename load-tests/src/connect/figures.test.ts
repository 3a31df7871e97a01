import { describe, expect, it } from 'vitest'
import { isReached } from '../report/index.ts'
import { connectFigures } from './figures.ts'
import { BOTH_FAR, type ConnectResults, emptyResults, FAR } from './results.ts'

const good: ConnectResults = {
  warmCalls: [
    { distance: FAR, ms: 240 },
    { distance: FAR, ms: 260 },
    { distance: BOTH_FAR, ms: 440 },
  ],
  coldMs: [900],
  loadMs: [2_000],
  naiveMs: [2_000],
  naiveColdMs: [1_900],
  acceptMs: [300],
  cuts: [{ frozenMs: 0, resumedMs: 400 }],
  addressGapsMs: [900],
  idle: {
    visitors: 40,
    warm: 40,
    bytesPerMinute: 12_000,
    mediaPackets: 0,
    serverBytes: 300_000,
    permissionQuestions: 0,
  },
}

describe('connectFigures', () => {
  it('meets every bound on a good run, and has each of them', () => {
    const bound = connectFigures(good).filter(({ reach }) => reach)
    expect(bound).toHaveLength(16)
    expect(bound.filter((figure) => !isReached(figure))).toEqual([])
  })

  it('leaves out what was not measured', () => {
    expect(connectFigures(emptyResults())).toEqual([])
  })

  it('counts a frame that is later than both round trips and what is usual', () => {
    const late = { ...good, warmCalls: [...good.warmCalls, { distance: BOTH_FAR, ms: 701 }] }
    const count = connectFigures(late).find(({ figure }) => figure.includes('late'))
    expect(count).toMatchObject({ value: 1, n: 4 })
  })
})
