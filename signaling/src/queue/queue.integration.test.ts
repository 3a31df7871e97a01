import { newId, type TenantId, type TicketId } from '@visavis/protocol'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { enterAs, type InCall, requestGuidance, ticketOf } from '../../test/call.ts'
import {
  ACME,
  type Backend,
  OTHER,
  startBackend,
  startServer,
  type TestServer,
} from '../../test/start-server.ts'
import { REQUEST_RATE } from './guidance.ts'
import { SqlTicketStore } from './sql-ticket-store.ts'

let backend: Backend
let server: TestServer

beforeAll(async () => {
  backend = await startBackend()
  server = await startServer({ backend })
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await backend[Symbol.asyncDispose]()
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

test('ROOM-4 who claims a ticket and dies before the room knows has it for ten seconds', async () => {
  using shopper = await requestGuidance(server)
  const ticket = ticketOf(shopper.entry)
  const tickets = new SqlTicketStore(backend.database.db)
  expect(await tickets.claim(ACME, ticket, newId('person'))).toMatchObject({ status: 'claimed' })
  using advisor = await enterAs(server, { role: 'advisor' })
  const watch = () => advisor.client.request('queue.watch', {})
  expect(await watch()).toEqual({ tickets: [] })
  const early = advisor.client.request('queue.accept', { ticket })
  expect(await advisor.client.refusal(early)).toBe('ticket-taken')
  await letClaimRunOut(ticket)
  expect(await watch()).toMatchObject({ tickets: [{ ticket }] })
  await advisor.client.request('queue.accept', { ticket })
  await letClaimRunOut(ticket)
  expect(await watch()).toEqual({ tickets: [] })
  await advisor.client.request('session.close', {})
})

test('ROOM-4 of one who is slow and one who came after that the log takes one', async () => {
  using shopper = await requestGuidance(server)
  const ticket = ticketOf(shopper.entry)
  const held = holdFirstAppend()
  using slow = await enterAs(server, { role: 'advisor' })
  const late = slow.client.refusal(slow.client.request('queue.accept', { ticket }))
  await held.reached
  await letClaimRunOut(ticket)
  using quick = await enterAs(server, { role: 'advisor' })
  await quick.client.request('queue.accept', { ticket })
  held.goOn()
  expect(await late).toBe('ticket-taken')
  await letClaimRunOut(ticket)
  expect(await slow.client.request('queue.watch', {})).toEqual({ tickets: [] })
  const events = await eventsOf(shopper)
  expect(events.filter(({ type }) => type === 'ticket-accepted')).toHaveLength(1)
})

test('a ticket of which only the log knows is offered once its room goes on somewhere', async () => {
  using shopper = await requestGuidance(server)
  const ticket = ticketOf(shopper.entry)
  await backend.database.db.deleteFrom('tickets').where('id', '=', ticket).execute()
  using advisor = await enterAs(server, { role: 'advisor' })
  expect(await advisor.client.request('queue.watch', {})).toEqual({ tickets: [] })
  await using another = await startServer({ backend })
  using guest = await enterAs(another, { role: 'advisor' })
  await guest.client.request('room.join', { room: shopper.entry.room })
  await vi.waitUntil(async () => {
    const { tickets } = await advisor.client.request('queue.watch', {})
    return tickets[0]?.ticket === ticket
  })
  await shopper.client.request('session.close', {})
})

test('ROOM-9 who is back is shown again, though the database was away at that moment', async () => {
  using advisor = await enterAs(server, { role: 'advisor' })
  await advisor.client.request('queue.watch', {})
  using shopper = await requestGuidance(server)
  const shown = () => advisor.client.all('queue.changed').at(-1)?.tickets.length
  await advisor.client.until(() => shown() === 1)
  shopper.client.cut()
  await advisor.client.until(() => shown() === 0)
  vi.spyOn(SqlTicketStore.prototype, 'put').mockRejectedValueOnce(new Error('away'))
  using client = await server.socket()
  const request = { role: 'shopper', identity: shopper.identity } as const
  const token = await server.tokens.issue(ACME, request)
  await client.open(token, { ...shopper.opening.resume, seq: 0 })
  await advisor.client.until(() => shown() === 1)
  await client.request('session.close', {})
})

test('a ticket is what the newest of its room’s events says, in whatever order they are written', async () => {
  const tickets = new SqlTicketStore(backend.database.db)
  const tenant = 'ordered' as TenantId
  const [id, room] = [newId('ticket'), newId('room')]
  const ticket = { id, tenant, room, locale: 'de', product: null, priority: 0, openedAt: 1 }
  const record = { ticket, status: 'waiting', isAway: false } as const
  expect(await tickets.put({ ...record, seq: 3 })).toBe(true)
  expect(await tickets.put({ ...record, seq: 5 })).toBe(true)
  expect(await tickets.put({ ...record, seq: 4, isAway: true })).toBe(false)
  expect(await tickets.waiting(tenant, 10)).toEqual([ticket])
  expect(await tickets.put({ ...record, seq: 7, status: 'closed' })).toBe(true)
  expect(await tickets.put({ ...record, seq: 6, status: 'accepted' })).toBe(false)
  expect(await tickets.claim(tenant, id, newId('person'))).toEqual({ status: 'taken' })
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

/** As ten seconds do. */
async function letClaimRunOut(ticket: TicketId): Promise<void> {
  const { pool } = backend.database
  await pool.query('update tickets set claimed_at = claimed_at - 10000 where id = $1', [ticket])
}

/** Keeps the next append from the log. */
function holdFirstAppend() {
  const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const append = backend.log.append.bind(backend.log)
  vi.spyOn(backend.log, 'append').mockImplementationOnce(async (request) => {
    reached.resolve()
    await gate.promise
    return append(request)
  })
  return { reached: reached.promise, goOn: () => gate.resolve() }
}

function eventsOf({ entry }: InCall) {
  return backend.log.read({ tenant: ACME, room: entry.room, after: 0 })
}
