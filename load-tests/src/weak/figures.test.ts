import { describe, expect, it } from 'vitest'
import { isReached } from '../report/index.ts'
import { weakFigures } from './figures.ts'
import { emptyResults, type Watch, type WeakResults } from './results.ts'

const watch: Watch = {
  width: 320,
  height: 180,
  framesPerSecond: 24,
  frozenShare: 0.01,
  longestGapMs: 300,
  concealedShare: 0.02,
  longestSoundGapMs: 100,
}

const good: WeakResults = {
  storms: [{ messages: 1_000, cuts: 30, checks: [{ lost: 0, doubled: 0, reordered: 0 }] }],
  narrow: [watch],
  lossy: { visavis: [watch], naive: [{ ...watch, frozenShare: 0.2 }] },
  trickle: [{ ...watch, staleMs: 3_000 }],
  firstStillsMs: [12_000],
  recovery: {
    visavis: [{ usualBps: 700_000, narrowBps: 120_000, ms: 5_000 }],
    direct: [{ usualBps: 700_000, narrowBps: 120_000, ms: 5_000 }],
  },
}

describe('weakFigures', () => {
  it('meets every bound on a good run, and has each of them', () => {
    const bound = weakFigures(good).filter(({ reach }) => reach)
    expect(bound).toHaveLength(13)
    expect(bound.filter((figure) => !isReached(figure))).toEqual([])
  })

  it('leaves out what was not measured', () => {
    expect(weakFigures(emptyResults())).toEqual([])
  })
})
