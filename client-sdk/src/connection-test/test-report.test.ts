import { expect, test } from 'vitest'
import { failed, passed, rateOutcome, roundTripOutcome, skipped, warning } from './outcomes.ts'
import { EMPTY_REPORT, type TestReport, type TestVerdict, verdictOf } from './test-report.ts'

const connected = passed({ type: 'connected', ms: 20 })
const good: TestReport = {
  socket: connected,
  udp: connected,
  tcp: connected,
  turn: skipped('not-configured'),
  'round-trip': roundTripOutcome(30),
  download: rateOutcome(8_000),
  upload: rateOutcome(3_000),
  camera: passed({ type: 'picture', width: 1280, height: 720 }),
  microphone: passed({ type: 'heard' }),
}

test.each<[TestVerdict, Partial<TestReport>]>([
  ['good', {}],
  ['good', { tcp: warning('blocked') }],
  ['offline', { socket: failed('unreachable') }],
  ['detour', { udp: failed('blocked') }],
  ['blocked', { udp: failed('blocked'), tcp: failed('blocked') }],
  ['detour', { udp: failed('blocked'), tcp: failed('blocked'), turn: connected }],
  ['slow', { upload: rateOutcome(100) }],
  ['slow', { 'round-trip': roundTripOutcome(700) }],
  ['devices', { camera: failed('permission-denied') }],
  ['devices', { microphone: warning('silent') }],
  ['incomplete', { camera: skipped('by-user') }],
  ['incomplete', { udp: skipped('by-user'), tcp: skipped('by-user') }],
])('%s: %j', (verdict, change) => {
  expect(verdictOf({ ...good, ...change })).toBe(verdict)
})

test('nothing tested yet says nothing', () => {
  expect(verdictOf(EMPTY_REPORT)).toBe('incomplete')
})

test.each([
  [5_000, 'passed', 'sharp-picture'],
  [500, 'passed', 'picture'],
  [100, 'warning', 'voice'],
  [10, 'warning', 'too-little'],
])('%d kbps: %s, for %s', (kbps, state, sufficesFor) => {
  expect(rateOutcome(kbps)).toEqual({ state, detail: { type: 'rate', kbps, sufficesFor } })
})
