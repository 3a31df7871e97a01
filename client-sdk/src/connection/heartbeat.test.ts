import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WirePair } from '../../test/wire-pair.ts'
import { SILENT } from '../logger.ts'
import { dueAt, Heartbeat, patienceFor } from './heartbeat.ts'
import { Rpc } from './rpc.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const HEARTBEAT_MS = 5_000
const LIMITS = { heartbeatMs: HEARTBEAT_MS, patienceMs: 600 }

describe('what is due', () => {
  const quiet = { lastReceivedAt: 1_000, waitingSince: null, pingedAt: null }

  test('a ping after a quiet heartbeat', () => {
    expect(dueAt(quiet, LIMITS)).toBe(6_000)
  })

  test('a ping sooner when an answer is owed', () => {
    expect(dueAt({ ...quiet, waitingSince: 2_000 }, LIMITS)).toBe(2_500)
  })

  test('doubt when a ping stays without an answer', () => {
    expect(dueAt({ ...quiet, waitingSince: 2_000, pingedAt: 2_500 }, LIMITS)).toBe(3_100)
  })

  test('patience follows the round trip, within bounds', () => {
    expect([0, 200, 1_000, 60_000].map(patienceFor)).toEqual([600, 900, 3_300, 9_000])
  })
})

/** A socket whose other side answers pings, or has become silent. */
function watch() {
  const pair = new WirePair()
  const startedAt = Date.now()
  const seen = { pings: 0, doubtedAfterMs: undefined as number | undefined }
  const other = { answers: true }
  const rpc = new Rpc({
    wire: pair.client,
    logger: SILENT,
    onNotification: () => {},
    onClosed: () => {},
  })
  pair.server.onMessage = (text) => {
    const { id, method } = JSON.parse(text) as { id: number; method: string }
    if (method === 'session.ping') seen.pings += 1
    if (other.answers) pair.server.send(JSON.stringify({ jsonrpc: '2.0', id, result: {} }))
  }
  const heartbeat = new Heartbeat(rpc, {
    heartbeatMs: HEARTBEAT_MS,
    onDoubt: () => {
      seen.doubtedAfterMs = Date.now() - startedAt
    },
  })
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      await vi.advanceTimersByTimeAsync(50)
      pair.flush()
    }
  }
  return { rpc, heartbeat, seen, other, pass }
}

test('WS-8: a half-open socket is doubted within seconds', async () => {
  const { seen, other, pass } = watch()
  other.answers = false
  await pass(15_000)
  expect(seen.pings).toBe(1)
  expect(seen.doubtedAfterMs).toBeLessThanOrEqual(HEARTBEAT_MS + 700)
})

test('a quiet one is pinged once a heartbeat and left alone', async () => {
  const { seen, pass } = watch()
  await pass(60_500)
  expect(seen.pings).toBeGreaterThanOrEqual(11)
  expect(seen.pings).toBeLessThanOrEqual(12)
  expect(seen.doubtedAfterMs).toBeUndefined()
})

test('one that owes an answer is doubted about a second after', async () => {
  const { rpc, seen, other, pass } = watch()
  other.answers = false
  rpc.request('room.leave', {}).catch(() => {})
  await pass(1_500)
  expect(seen.doubtedAfterMs).toBeLessThanOrEqual(1_200)
})

test('asked to look, it doubts a dead one at once', async () => {
  const { heartbeat, seen, other, pass } = watch()
  other.answers = false
  heartbeat.check()
  heartbeat.check()
  await pass(700)
  expect(seen).toEqual({ pings: 1, doubtedAfterMs: 150 })
})

test('after a sleep it is asked before it is doubted', async () => {
  const { heartbeat, seen, pass } = watch()
  heartbeat.check()
  vi.setSystemTime(Date.now() + 3_600_000)
  await pass(HEARTBEAT_MS)
  expect(seen.doubtedAfterMs).toBeUndefined()
  expect(seen.pings).toBeGreaterThan(0)
})

test('stopped, it does nothing', async () => {
  const { heartbeat, seen, other, pass } = watch()
  other.answers = false
  heartbeat.stop()
  await pass(60_000)
  expect(seen).toEqual({ pings: 0, doubtedAfterMs: undefined })
})
