import { connect } from 'node:net'
import { newId } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Bystanders } from '../../test/bystanders.ts'
import { enterAs, startCall } from '../../test/call.ts'
import type { SocketClient } from '../../test/socket-client.ts'
import { ACME, type Backend, startBackend, startServer } from '../../test/start-server.ts'

let backend: Backend

beforeAll(async () => {
  backend = await startBackend()
})

afterAll(async () => {
  await backend[Symbol.asyncDispose]()
})

test('WS-9 too many sockets from one address', async () => {
  await using server = await startServer({ backend, socketsPerAddress: 4 })
  using bystanders = await Bystanders.create(server)
  using third = await server.socket()
  using fourth = await server.socket()
  using fifth = await server.socket()
  expect(await fifth.closed).toBe('too-many-sockets')
  await bystanders.check()
  third.cut()
  await third.closed
  fourth.cut()
  await fourth.closed
  using again = await enterAs(server, { role: 'shopper' })
  await again.client.request('session.ping', {})
})

test('WS-9 too many sockets at once: those far beyond the limit are not even upgraded', async () => {
  await using server = await startServer({ backend, socketsPerAddress: 2 })
  const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => server.socket()))
  const open = attempts.flatMap((attempt) =>
    attempt.status === 'fulfilled' ? [attempt.value] : [],
  )
  expect(open.length).toBeGreaterThanOrEqual(2)
  for (const client of open) client.cut()
})

test('WS-9 too many messages: refused first, then the socket is closed', async () => {
  await using server = await startServer({ backend, messagesPerSecond: 20 })
  using bystanders = await Bystanders.create(server)
  using flood = await enterAs(server, { role: 'shopper' })
  await flood.client.request('session.ping', {})
  const answers = Array.from({ length: 600 }, () =>
    flood.client.refusal(flood.client.request('session.ping', {})).catch(() => 'unanswered'),
  )
  expect(await flood.client.closed).toBe('too-many-messages')
  const codes = new Set(await Promise.all(answers))
  expect(codes).toContain('too-many-messages')
  await bystanders.check()
})

test('WS-9 too many bytes: long messages are refused, and none of them is lost or in the log', async () => {
  await using server = await startServer({ backend, messagesPerSecond: 20 })
  using bystanders = await Bystanders.create(server)
  using call = await startCall(server)
  const { shopper } = call
  const text = '€'.repeat(4_000)
  const post = () => shopper.client.request('message.post', { message: newId('message'), text })
  const answers = await Promise.all(
    Array.from({ length: 15 }, () =>
      post().then(
        () => 'taken',
        () => 'refused',
      ),
    ),
  )
  expect(new Set(answers)).toEqual(new Set(['taken', 'refused']))
  expect(await shopper.client.refusal(post())).toBe('too-many-messages')
  await bystanders.check()
  const events = await server.log.read({ tenant: ACME, room: shopper.entry.room, after: 0 })
  const posted = events.filter(({ type }) => type === 'message-posted')
  expect(posted).toHaveLength(answers.filter((answer) => answer === 'taken').length)
})

test('WS-9 a reader slower than its queue is closed, and the talker does not notice', async () => {
  await using server = await startServer({ backend })
  using bystanders = await Bystanders.create(server)
  using call = await startCall(server)
  const { shopper, advisor } = call
  advisor.client.ws.pause()
  const text = '€'.repeat(4_000)
  while (!hasLost(shopper.client)) {
    const posts = Array.from({ length: 50 }, () =>
      shopper.client.request('message.post', { message: newId('message'), text }),
    )
    await Promise.all(posts)
  }
  await bystanders.check()
  advisor.client.ws.resume()
  expect(await advisor.client.closed).toBe('slow-reader')
})

function hasLost(client: SocketClient): boolean {
  return client
    .all('room.events')
    .some(({ events }) => events.some(({ type }) => type === 'participant-disconnected'))
}

test('WS-4 a socket that says nothing', async () => {
  await using server = await startServer({ backend, openTimeoutMs: 50 })
  using client = await server.socket()
  expect(await client.closed).toBe('open-timeout')
  expect(client.all('session.ended')).toEqual([{ reason: 'open-timeout' }])
})

test('WS-8 a peer that answers no ping is given up', async () => {
  await using server = await startServer({ backend, heartbeatMs: 40 })
  using call = await startCall(server)
  const raw = await halfOpen(server.url)
  expect(server.calls.counts().sockets).toBe(3)
  await raw.closed
  await call.shopper.client.request('session.ping', {})
  expect(server.calls.counts().sockets).toBe(2)
})

test('a shutdown tells every socket why, and takes no more', async () => {
  await using server = await startServer({ backend })
  using call = await startCall(server)
  await server.calls.closeAll('shutting-down')
  expect(await call.shopper.client.closed).toBe('shutting-down')
  expect(await call.advisor.client.closed).toBe('shutting-down')
  await expect(server.socket()).rejects.toThrow('503')
})

/** A TCP connection that upgrades and then never answers anything. */
async function halfOpen(url: string) {
  const { hostname, port, host } = new URL(url)
  const socket = connect(Number(port), hostname)
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.write(
    [
      'GET /v1/socket HTTP/1.1',
      `Host: ${host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '',
      '',
    ].join('\r\n'),
  )
  await new Promise((resolve) => socket.once('data', resolve))
  socket.on('error', () => {})
  socket.resume()
  return { closed }
}
