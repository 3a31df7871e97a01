import { describe, expect, it } from 'vitest'
import { timelineOf, timelineReport } from './timeline.ts'

const call = {
  shop: [
    { name: 'early', at: 990 },
    { name: '> guidance.request', at: 1_005 },
  ],
  desk: [{ name: '< queue.changed', at: 515 }],
  clockDifferenceMs: 500,
  clickedAt: 1_000,
  shownAt: 1_200,
}

describe('timelineOf', () => {
  it('puts both pages on one clock that starts with the click', () => {
    expect(timelineOf(call)).toEqual([
      { side: 'shop', name: '> guidance.request', at: 5 },
      { side: 'desk', name: '< queue.changed', at: 15 },
      { side: 'shop', name: 'first frame', at: 200 },
    ])
  })
})

describe('timelineReport', () => {
  it('shows the median of what most calls did', () => {
    const rare = { side: 'desk' as const, name: 'rare', at: 1 }
    const report = timelineReport([[...timelineOf(call), rare], timelineOf(call), timelineOf(call)])
    expect(report.split('\n')).toEqual([
      '     5.0 ms  shop  > guidance.request  (3)',
      '    15.0 ms  desk  < queue.changed  (3)',
      '   200.0 ms  shop  first frame  (3)',
    ])
  })
})
