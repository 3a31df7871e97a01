import { setTimeout as delay } from 'node:timers/promises'
import { MemoryPubSub } from '@visavis/cluster'
import { newId, type TenantId, type TicketId } from '@visavis/protocol'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { NewTicket, TicketStore } from '../ports.ts'
import { MemorySessionDirectory } from '../sessions/directory/memory-session-directory.ts'
import { type Channel, Session } from '../sessions/session.ts'
import { Queue } from './queue.ts'

const TENANT = 'acme' as TenantId
const SLOW_MS = 50

test('ROOM-9 what was read earlier is not told later', async () => {
  const { queue, store, desk } = setUp()
  const ticket = newTicket()
  store.tickets = [ticket]
  queue.changed(TENANT)
  await expect.poll(() => desk.told).toEqual([[ticket.id]])
  store.readingMs = SLOW_MS
  queue.changed(TENANT)
  await delay(SLOW_MS / 2)
  Object.assign(store, { tickets: [], readingMs: 0 })
  queue.changed(TENANT)
  await delay(2 * SLOW_MS)
  expect(desk.told).toEqual([[ticket.id], []])
})

test('ROOM-9 what rings while the queue is read stays', async () => {
  const { queue, store, desk } = setUp()
  store.readingMs = SLOW_MS
  queue.changed(TENANT)
  await delay(SLOW_MS / 2)
  const ticket = newTicket()
  store.tickets = [ticket]
  queue.ring(ticket)
  await delay(3 * SLOW_MS)
  expect(desk.told).toEqual([[ticket.id]])
})

test('a desk that asks is told, and no other where nothing changed', async () => {
  const { queue, desk, open } = setUp()
  const other = open()
  queue.tell(other.session)
  await expect.poll(() => other.told).toEqual([[]])
  expect(desk.told).toEqual([])
})

function setUp() {
  const store = { tickets: [] as NewTicket[], readingMs: 0 }
  const tickets: Pick<TicketStore, 'waiting'> = {
    async waiting() {
      const { tickets: found, readingMs } = store
      await delay(readingMs)
      return found
    },
  }
  const queue = new Queue({
    tickets: tickets as TicketStore,
    directory: new MemorySessionDirectory(),
    pubSub: new MemoryPubSub(),
    logger: pino({ level: 'silent' }),
  })
  const open = () => openDesk(queue)
  return { queue, store, open, desk: open() }
}

/** An advisor's session, and the lists of tickets that it was told. */
function openDesk(queue: Queue) {
  const told: TicketId[][] = []
  const channel = {
    sendText(text: string) {
      const { params } = JSON.parse(text)
      told.push(params.tickets.map(({ ticket }: { ticket: TicketId }) => ticket))
    },
  } as Channel
  const claims = {
    iss: 'visavis',
    aud: 'visavis',
    sub: 'somebody',
    jti: 'x'.repeat(22),
    iat: 0,
    exp: Date.now() / 1_000 + 60,
    tenant: TENANT,
    role: 'advisor',
    grants: { guidanceServe: true },
  } as const
  const session = new Session({ person: newId('person'), claims, channel })
  queue.watch(session)
  return { session, told }
}

function newTicket(): NewTicket {
  const [id, room] = [newId('ticket'), newId('room')]
  return { id, room, tenant: TENANT, locale: null, product: null, priority: 0, openedAt: 1 }
}
