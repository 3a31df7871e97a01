import { EventEmitter } from 'node:events'
import { type CloseReason, VisavisError } from '@visavis/protocol'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import type { Opened, SessionLifecycle } from '../sessions/session-lifecycle.ts'
import { Connection } from './connection.ts'
import { MessageLimit } from './message-limit.ts'
import { Router } from './router.ts'

const OPEN_MS = 5_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('WS-4 a peer that says nothing is closed', () => {
  const { ended } = connect()
  vi.advanceTimersByTime(OPEN_MS - 1)
  expect(ended).toEqual([])
  vi.advanceTimersByTime(1)
  expect(ended).toEqual(['open-timeout'])
})

test('WS-4 how long the server takes to open a session is not held against the peer', async () => {
  const { open, ended } = connect()
  vi.advanceTimersByTime(OPEN_MS - 1_000)
  open()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(ended).toEqual([])
})

test('WS-4 who is refused has what was left of the time', async () => {
  const { open, opening, ended } = connect()
  vi.advanceTimersByTime(OPEN_MS - 1_000)
  open()
  await vi.advanceTimersByTimeAsync(8_000)
  opening.reject(new VisavisError('resume-refused'))
  await vi.advanceTimersByTimeAsync(999)
  expect(ended).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(ended).toEqual(['open-timeout'])
})

/** A peer that answers pings, and a server that takes its time. */
function connect() {
  const opening = Promise.withResolvers<Opened>()
  const lifecycle = { open: () => opening.promise } as unknown as SessionLifecycle
  const ended: CloseReason[] = []
  const events = new EventEmitter()
  const socket = Object.assign(events, {
    bufferedAmount: 0,
    send() {},
    close() {},
    terminate() {},
    ping: () => void events.emit('pong'),
  }) as unknown as WebSocket
  new Connection({
    socket,
    network: '192.0.2.1',
    router: new Router([]),
    lifecycle,
    limit: new MessageLimit(100, Date.now()),
    logger: pino({ level: 'silent' }),
    observer: { ended: (reason) => void ended.push(reason), refused() {}, timed() {} },
    openTimeoutMs: OPEN_MS,
  })
  const params = { token: 'a token', protocol: 2 }
  const frame = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'session.open', params })
  const open = () => void events.emit('message', Buffer.from(frame), false)
  return { open, opening, ended }
}
