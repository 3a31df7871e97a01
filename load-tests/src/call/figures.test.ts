import { describe, expect, it } from 'vitest'
import { isReached } from '../report/index.ts'
import { callFigures } from './figures.ts'
import type { Round } from './results.ts'
import type { Watch } from './watch.ts'

function watch(ageMs: number, longestGapMs: number): Watch {
  const agesMs = Array.from({ length: 100 }, () => ageMs)
  return { frames: 100, unread: 0, width: 640, height: 360, agesMs, gapsMs: [33, longestGapMs, 33] }
}

function round(visavisAgeMs: number, visavisGapMs: number): Round {
  return {
    firstFramesMs: { direct: [100, 110], visavis: [200, 240] },
    watch: { direct: watch(40, 50), visavis: watch(visavisAgeMs, visavisGapMs) },
  }
}

function figureOf(rounds: readonly Round[], name: string) {
  const found = callFigures(rounds).find(({ figure }) => figure === name)
  if (!found) throw new Error(`No figure ${name}`)
  return found
}

describe('callFigures', () => {
  const rounds = [round(44, 60), round(46, 70), round(400, 900)]

  it('compares glass to glass round by round, and takes the median', () => {
    expect(figureOf(rounds, 'call.glass-to-glass.p50').value).toBeCloseTo(1.15, 2)
  })

  it('counts gaps beyond those of the direct connection', () => {
    expect(figureOf(rounds, 'call.longest-gap.over-direct').value).toBe(20)
  })

  it('takes first frames from all rounds', () => {
    expect(figureOf(rounds, 'call.first-frame.max')).toMatchObject({ value: 240, n: 6 })
  })

  it('meets every bound on a good run, and prints each of them', () => {
    const bound = callFigures(rounds).filter(({ reach }) => reach)
    expect(bound).toHaveLength(6)
    expect(bound.every(isReached)).toBe(true)
  })
})
