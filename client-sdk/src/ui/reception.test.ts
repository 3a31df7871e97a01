import { expect, it } from 'vitest'
import { isWeakReception, sampleReception } from './reception.ts'

const before = { received: 1_000, lost: 0, freezeSeconds: 0, roundTripSeconds: 0.05 }

it.each([
  ['nothing lost', { ...before, received: 1_300 }, false],
  ['a tenth lost', { ...before, received: 1_270, lost: 30 }, true],
  ['too few packets to tell', { ...before, received: 1_004, lost: 3 }, false],
  ['a frozen picture', { ...before, received: 1_300, freezeSeconds: 0.5 }, true],
  ['a long way', { ...before, received: 1_300, roundTripSeconds: 0.7 }, true],
])('%s', (_title, now, isWeak) => {
  expect(isWeakReception(before, now)).toBe(isWeak)
})

it('sums what is received and takes the round trip of the pair in use', () => {
  const report = new Map<string, unknown>([
    ['a', { type: 'inbound-rtp', packetsReceived: 10, packetsLost: 1 }],
    ['b', { type: 'inbound-rtp', packetsReceived: 20, totalFreezesDuration: 0.2 }],
    ['c', { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.08 }],
    ['d', { type: 'candidate-pair', nominated: false, currentRoundTripTime: 3 }],
  ])
  expect(sampleReception([report as unknown as RTCStatsReport])).toEqual({
    received: 30,
    lost: 1,
    freezeSeconds: 0.2,
    roundTripSeconds: 0.08,
  })
})
