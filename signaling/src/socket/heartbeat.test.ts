import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { Heartbeat } from './heartbeat.ts'

const EVERY_MS = 5_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A peer that answers pings, or has become silent. */
function watch() {
  const seen = { pings: 0, lostAfterMs: undefined as number | undefined }
  const peer = { answers: true }
  let onPong = () => {}
  const socket = {
    on: (_event: 'pong', listener: () => void) => {
      onPong = listener
    },
    ping: () => {
      seen.pings += 1
      if (peer.answers) onPong()
    },
  } as unknown as WebSocket
  const startedAt = performance.now()
  const heartbeat = new Heartbeat(socket, {
    everyMs: EVERY_MS,
    onLost: () => {
      seen.lostAfterMs ??= performance.now() - startedAt
    },
  })
  return { heartbeat, seen, peer }
}

test('WS-8 a peer that becomes silent at any moment is given up within 12.5 seconds, not before 10', () => {
  for (const heardAfterMs of [0, 1_000, 2_400, 2_600, 4_900]) {
    const { heartbeat, seen, peer } = watch()
    peer.answers = false
    vi.advanceTimersByTime(heardAfterMs)
    heartbeat.alive()
    vi.advanceTimersByTime(15_000)
    const silentMs = (seen.lostAfterMs ?? 0) - heardAfterMs
    expect(silentMs).toBeGreaterThanOrEqual(10_000)
    expect(silentMs).toBeLessThanOrEqual(12_500)
    expect(seen.pings).toBeGreaterThan(0)
    heartbeat.close()
  }
})

test('a quiet peer is pinged once a heartbeat and kept', () => {
  const { heartbeat, seen } = watch()
  vi.advanceTimersByTime(60_000)
  expect(seen).toEqual({ pings: 12, lostAfterMs: undefined })
  heartbeat.close()
})

test('one that talks by itself is not pinged', () => {
  const { heartbeat, seen } = watch()
  for (let second = 0; second < 60; second += 1) {
    vi.advanceTimersByTime(1_000)
    heartbeat.alive()
  }
  expect(seen).toEqual({ pings: 0, lostAfterMs: undefined })
  heartbeat.close()
})
