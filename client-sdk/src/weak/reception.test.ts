import { expect, it } from 'vitest'
import { isWeakReception, type ReceptionSample, sampleReception } from './reception.ts'

const before: ReceptionSample = {
  received: 1_000,
  lost: 0,
  roundTripsSeconds: 5,
  roundTrips: 100,
  lastRoundTripSeconds: 0.05,
}
const fine = { ...before, received: 1_300, roundTripsSeconds: 5.1, roundTrips: 102 }

it.each([
  ['nothing lost', fine, false],
  ['a tenth lost', { ...fine, received: 1_270, lost: 30 }, true],
  ['too few packets to tell', { ...fine, received: 1_004, lost: 3 }, false],
  ['a long way', { ...fine, roundTripsSeconds: 6.4 }, true],
  ['one late answer among others', { ...fine, lastRoundTripSeconds: 0.8 }, false],
  ['no answer meanwhile', { ...before, received: 1_300 }, false],
  ['fewer packets than before, because a track is gone', { ...fine, received: 200 }, false],
])('%s', (_title, now, isWeak) => {
  expect(isWeakReception(before, now)).toBe(isWeak)
})

it('takes the last answer where the browser does not sum them up', () => {
  const bare = { ...before, roundTripsSeconds: 0, roundTrips: 0 }
  expect(isWeakReception(bare, { ...bare, lastRoundTripSeconds: 0.7 })).toBe(true)
  expect(isWeakReception(bare, { ...bare, lastRoundTripSeconds: 0.2 })).toBe(false)
})

it('sums what is received and takes the round trips of the pairs in use', () => {
  const report = new Map<string, unknown>([
    ['a', { type: 'inbound-rtp', packetsReceived: 10, packetsLost: 1 }],
    ['b', { type: 'inbound-rtp', packetsReceived: 20, totalFreezesDuration: 0.2 }],
    ['c', pair(true, 0.08, 0.5, 6)],
    ['d', pair(false, 3, 9, 3)],
  ])
  expect(sampleReception([report as unknown as RTCStatsReport])).toEqual({
    received: 30,
    lost: 1,
    roundTripsSeconds: 0.5,
    roundTrips: 6,
    lastRoundTripSeconds: 0.08,
  })
})

function pair(nominated: boolean, last: number, total: number, responsesReceived: number) {
  const times = { currentRoundTripTime: last, totalRoundTripTime: total, responsesReceived }
  return { type: 'candidate-pair', nominated, ...times }
}
