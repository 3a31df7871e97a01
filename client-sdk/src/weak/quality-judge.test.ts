import { expect, test } from 'vitest'
import { QualityJudge } from './quality-judge.ts'
import type { ReceptionSample } from './reception.ts'

/**
 * Recorded in Chromium, a look every three seconds: packets received and lost, seconds frozen, seconds and number of
 * round trips, the last of them. The machine had several times the work that it could do, and more while "busy", where
 * the network was clear. The others went through the profiles of that name.
 */
const RECORDED = {
  clear: [
    [460, 19, 3.033, 3.491, 15, 0.111],
    [695, 47, 3.033, 3.56, 17, 0.059],
    [911, 47, 3.26, 3.749, 20, 0.086],
    [1166, 47, 3.557, 4.044, 22, 0.154],
    [1372, 62, 4.103, 4.291, 25, 0.126],
    [1586, 69, 6.155, 5.48, 27, 0.715],
    [1810, 77, 6.155, 5.796, 30, 0.126],
  ],
  busy: [
    [2151, 89, 6.967, 6.257, 34, 0.161],
    [2398, 111, 8.978, 7.886, 37, 0.682],
    [2629, 111, 9.511, 8.4, 40, 0.281],
    [2889, 113, 10.011, 8.667, 42, 0.194],
    [3099, 121, 10.338, 9.288, 45, 0.31],
    [3308, 129, 12.211, 10.286, 47, 0.844],
    [3359, 129, 14.969, 13.777, 48, 3.491],
  ],
  crossBorder: [
    [3738, 200, 19.559, 27.443, 55, 0.643],
    [3907, 200, 20.239, 27.885, 57, 0.235],
    [4071, 200, 21.951, 29.948, 60, 0.704],
    [4302, 224, 22.886, 31.037, 62, 0.624],
    [4491, 232, 22.886, 31.75, 64, 0.429],
    [4664, 232, 22.886, 32.26, 66, 0.297],
    [4863, 240, 22.886, 33.07, 69, 0.236],
  ],
  mobile: [
    [5170, 252, 23.41, 34.406, 73, 0.451],
    [5350, 252, 23.41, 34.883, 75, 0.292],
    [5567, 260, 23.41, 35.482, 77, 0.332],
    [5760, 262, 23.713, 36.208, 80, 0.326],
    [5953, 262, 23.713, 36.78, 82, 0.305],
    [6142, 262, 23.713, 37.465, 84, 0.366],
    [6372, 286, 23.949, 38.274, 86, 0.452],
  ],
  lossy: [
    [6647, 333, 27.494, 40.318, 90, 0.714],
    [6803, 389, 27.494, 41.725, 93, 0.35],
    [6979, 461, 30.454, 42.437, 95, 0.456],
    [7173, 546, 31.761, 42.67, 97, 0.117],
    [7339, 611, 32.273, 43.188, 99, 0.262],
    [7493, 680, 34.392, 43.409, 101, 0.115],
    [7651, 751, 36.227, 43.904, 104, 0.118],
  ],
  slow: [
    [7851, 823, 38.795, 45.305, 105, 1.401],
    [8044, 827, 40.465, 50.178, 109, 1.23],
    [8223, 861, 41.686, 52.492, 111, 1.287],
    [8402, 862, 41.686, 54.503, 113, 1.048],
    [8576, 888, 41.686, 57.669, 116, 1.091],
    [8758, 895, 42.421, 59.631, 118, 0.989],
    [8914, 898, 43.295, 62.063, 120, 1.256],
  ],
} as const satisfies Record<string, readonly Look[]>

type Look = readonly [
  received: number,
  lost: number,
  frozenSeconds: number,
  roundTripsSeconds: number,
  roundTrips: number,
  lastRoundTripSeconds: number,
]

function judgements(looks: readonly Look[]): boolean[] {
  const judge = new QualityJudge()
  return looks.map((look) => {
    judge.look(sampleOf(look))
    return judge.isWeak
  })
}

function sampleOf(look: Look): ReceptionSample {
  const [received, lost, , roundTripsSeconds, roundTrips, lastRoundTripSeconds] = look
  return { received, lost, roundTripsSeconds, roundTrips, lastRoundTripSeconds }
}

test.each(['clear', 'busy', 'crossBorder', 'mobile'] as const)(
  '%s: a picture that freezes on a busy machine is no weak connection',
  (name) => {
    const looks: readonly Look[] = RECORDED[name]
    expect(looks.at(-1)?.[2]).toBeGreaterThan(looks[0]?.[2] ?? 0)
    expect(judgements(looks)).not.toContain(true)
  },
)

test.each(['lossy', 'slow'] as const)('%s: said after three looks, and no sooner', (name) => {
  expect(judgements(RECORDED[name])).toEqual([false, false, false, true, true, true, true])
})

test('an all-clear takes as many looks', () => {
  const judge = new QualityJudge()
  for (const look of RECORDED.slow) judge.look(sampleOf(look))
  const last = RECORDED.slow.at(-1)
  if (!last) throw new Error('nothing recorded')
  const said = [1, 2, 3, 4].map((step) => {
    judge.look({ ...sampleOf(last), received: last[0] + step * 300, roundTrips: last[4] + step })
    return judge.isWeak
  })
  expect(said).toEqual([true, true, false, false])
})

test('what others lose on their way is not one’s own', () => {
  const judge = new QualityJudge()
  for (const look of RECORDED.lossy) judge.look(sampleOf(look), true)
  expect(judge.isWeak).toBe(false)
  for (const look of RECORDED.slow) judge.look(sampleOf(look), true)
  expect(judge.isWeak).toBe(true)
})

test('what is known otherwise is said at once, and taken back as slowly', () => {
  const judge = new QualityJudge()
  const last = RECORDED.clear[0]
  judge.look(sampleOf(last))
  judge.know()
  expect(judge.isWeak).toBe(true)
  const said = [1, 2, 3].map((step) => {
    judge.look({ ...sampleOf(last), received: last[0] + step * 300 })
    return judge.isWeak
  })
  expect(said).toEqual([true, true, false])
})
