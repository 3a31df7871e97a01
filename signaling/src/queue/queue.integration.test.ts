import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { enterAs, requestGuidance, ticketOf } from '../../test/call.ts'
import { ACME, OTHER, startServer, type TestServer } from '../../test/start-server.ts'
import { REQUEST_RATE } from './guidance.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})

afterEach(() => {
  vi.useRealTimers()
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

test('a shop is offline, available and busy as its advisors come and go', async () => {
  const availability = () => server.calls.availability(ACME)
  expect(await availability()).toEqual({ state: 'offline', waiting: 0 })
  using advisor = await enterAs(server, { role: 'advisor' })
  await advisor.client.request('queue.watch', {})
  expect(await availability()).toEqual({ state: 'offline', waiting: 0 })
  await advisor.client.request('queue.set-available', { available: true })
  expect(await availability()).toEqual({ state: 'available', waiting: 0 })
  expect(await server.calls.availability(OTHER)).toEqual({ state: 'offline', waiting: 0 })

  using shopper = await requestGuidance(server)
  expect(await availability()).toEqual({ state: 'busy', waiting: 1 })
  await advisor.client.request('queue.accept', { ticket: ticketOf(shopper.entry) })
  expect(await availability()).toEqual({ state: 'busy', waiting: 0 })
  await shopper.client.request('room.leave', {})
  expect(await availability()).toEqual({ state: 'available', waiting: 0 })
  await advisor.client.request('session.close', {})
  expect(await availability()).toEqual({ state: 'offline', waiting: 0 })
})

test('ROOM-9 a desk whose socket blinks still serves; one that stays away does not', async () => {
  const availability = async () => (await server.calls.availability(ACME)).state
  using advisor = await enterAs(server, { role: 'advisor' })
  await advisor.client.request('queue.watch', {})
  await advisor.client.request('queue.set-available', { available: true })
  vi.useFakeTimers({ toFake: ['Date'] })
  advisor.client.cut()
  await vi.waitUntil(() => server.calls.counts().sockets === 0)
  expect(await availability()).toBe('available')
  vi.setSystemTime(Date.now() + 6_000)
  expect(await availability()).toBe('offline')
})

test('a shopper may wait though nobody is there, and is served by who comes', async () => {
  using shopper = await requestGuidance(server)
  using advisor = await enterAs(server, { role: 'advisor' })
  const { tickets } = await advisor.client.request('queue.watch', {})
  const ticket = ticketOf(shopper.entry)
  expect(tickets.map((waiting) => waiting.ticket)).toEqual([ticket])
  await advisor.client.request('queue.accept', { ticket })
  await shopper.client.notified('room.events', ({ events }) =>
    events.some(({ type }) => type === 'ticket-accepted'),
  )
  await advisor.client.until(() => advisor.client.all('queue.changed').at(-1)?.tickets.length === 0)
})

test('the queue is told in the order of asking, to its own tenant alone', async () => {
  using stranger = await enterAs(server, { role: 'advisor' }, OTHER)
  await stranger.client.request('queue.watch', {})
  using advisor = await enterAs(server, { role: 'advisor' })
  await advisor.client.request('queue.watch', {})
  const shoppers = []
  for (let count = 0; count < 3; count++) shoppers.push(await requestGuidance(server))
  const wanted = shoppers.map(({ entry }) => ticketOf(entry))
  await advisor.client.notified('queue.changed', ({ tickets }) => tickets.length === 3)
  const last = advisor.client.all('queue.changed').at(-1)
  expect(last?.tickets.map(({ ticket }) => ticket)).toEqual(wanted)
  await stranger.client.request('session.ping', {})
  expect(stranger.client.all('queue.changed').flatMap(({ tickets }) => tickets)).toEqual([])
  for (const shopper of shoppers) {
    await shopper.client.request('session.close', {})
    shopper[Symbol.dispose]()
  }
})

test('ROOM-9 who has closed the page is not offered to advisors until they are back', async () => {
  using advisor = await enterAs(server, { role: 'advisor' })
  await advisor.client.request('queue.watch', {})
  using shopper = await requestGuidance(server)
  const ticket = ticketOf(shopper.entry)
  const isShown = () =>
    advisor.client
      .all('queue.changed')
      .at(-1)
      ?.tickets.some((waiting) => waiting.ticket === ticket) ?? false
  await advisor.client.until(isShown)
  shopper.client.cut()
  await advisor.client.until(() => !isShown())
  using client = await server.socket()
  const request = { role: 'shopper', identity: shopper.identity } as const
  const token = await server.tokens.issue(ACME, request)
  await client.open(token, { ...shopper.opening.resume, seq: 0 })
  await advisor.client.until(isShown)
  await client.request('session.close', {})
})

test('a ticket that could not be served waits again', async () => {
  using shopper = await requestGuidance(server)
  const ticket = ticketOf(shopper.entry)
  // The shopper, as an advisor: cannot be in the room twice.
  using twin = await enterAs(server, { role: 'advisor', identity: shopper.identity })
  const answer = twin.client.request('queue.accept', { ticket })
  expect(await twin.client.refusal(answer)).toBe('already-in-room')
  using advisor = await enterAs(server, { role: 'advisor' })
  await advisor.client.request('queue.accept', { ticket })
})

test('ROOM-3 who asks without end is refused; others are not', async () => {
  using shopper = await requestGuidance(server)
  const { client } = shopper
  const ask = () => client.refusal(client.request('guidance.request', {}))
  const answers = await Promise.all(Array.from({ length: REQUEST_RATE.requests - 1 }, ask))
  expect(new Set(answers)).toEqual(new Set(['already-in-room']))
  await client.request('room.leave', {})
  expect(await ask()).toBe('rate-limited')
  using again = await enterAs(server, { role: 'shopper', identity: shopper.identity })
  const second = again.client.request('guidance.request', {})
  expect(await again.client.refusal(second)).toBe('rate-limited')
  using _other = await requestGuidance(server)
})
