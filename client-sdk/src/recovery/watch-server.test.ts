import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { paceAfter, watchServer } from './watch-server.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A server that answers, or not, and how often it was looked for and found. */
function watch(networkMs = 0) {
  const seen = { looks: 0, found: 0, urls: new Set<string>() }
  const server = { answers: false }
  const stop = watchServer({
    url: 'wss://calls.example/v1/socket',
    onReachable: () => {
      seen.found += 1
    },
    fetch: async (url) => {
      seen.looks += 1
      seen.urls.add(String(url))
      if (!server.answers) throw new TypeError('no network')
      return new Response()
    },
    networkMs: () => networkMs,
  })
  return { seen, server, stop }
}

test('a server that comes back is found within a third of a second', async () => {
  const { seen, server, stop } = watch()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(seen.found).toBe(0)
  server.answers = true
  await vi.advanceTimersByTimeAsync(320)
  expect(seen.found).toBe(1)
  expect([...seen.urls]).toEqual(['https://calls.example/healthz'])
  stop()
})

test('one that answers without opening sockets is not besieged', async () => {
  const { seen, server, stop } = watch()
  server.answers = true
  await vi.advanceTimersByTimeAsync(20_000)
  expect(seen.found).toBeLessThanOrEqual(7)
  stop()
})

test('a full network carries one look after the other', async () => {
  const { seen, stop } = watch(3_000)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(seen.looks).toBe(4)
  stop()
})

test('stopped, it looks no more', async () => {
  const { seen, stop } = watch()
  stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen.looks).toBe(0)
})

test('hope costs less with time', () => {
  expect([1_000, 60_000, 600_000].map((lostMs) => paceAfter(lostMs, 0.5))).toEqual([
    250, 1_000, 5_000,
  ])
})
