import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startHeartbeat } from './heartbeat.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const HEARTBEAT_MS = 5_000

function watch(options: { answers: boolean }) {
  let lastReceivedAt = Date.now()
  const started = Date.now()
  const seen = { pings: 0, silentAfterMs: undefined as number | undefined }
  const stop = startHeartbeat({
    heartbeatMs: HEARTBEAT_MS,
    lastReceivedAt: () => lastReceivedAt,
    ping: () => {
      seen.pings += 1
      if (options.answers) lastReceivedAt = Date.now()
    },
    onSilence: () => {
      seen.silentAfterMs ??= Date.now() - started
    },
  })
  return { seen, stop }
}

test('WS-8: a half-open socket is found within 15 seconds', () => {
  const { seen } = watch({ answers: false })
  vi.advanceTimersByTime(15_000)
  expect(seen.pings).toBeGreaterThanOrEqual(2)
  expect(seen.silentAfterMs).toBeLessThanOrEqual(15_000)
})

test('a quiet one is pinged once a heartbeat and left alone', () => {
  const { seen } = watch({ answers: true })
  vi.advanceTimersByTime(60_000)
  expect(seen.pings).toBe(12)
  expect(seen.silentAfterMs).toBeUndefined()
})

test('after a sleep it is asked before it is given up', () => {
  const { seen } = watch({ answers: true })
  vi.setSystemTime(Date.now() + 3_600_000)
  vi.advanceTimersByTime(HEARTBEAT_MS)
  expect(seen.silentAfterMs).toBeUndefined()
  expect(seen.pings).toBeGreaterThan(0)
})

test('stopped, it does nothing', () => {
  const { seen, stop } = watch({ answers: false })
  stop()
  vi.advanceTimersByTime(60_000)
  expect(seen).toEqual({ pings: 0, silentAfterMs: undefined })
})
