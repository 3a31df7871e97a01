import { newId, type RoomEvent, type RoomState, type TenantId } from '@visavis/protocol'
import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import type { TicketStore } from '../ports.ts'
import type { RoomHub } from '../rooms/room-hub.ts'
import { followTickets } from './follow-tickets.ts'
import type { Queue } from './queue.ts'

const TENANT = 'acme' as TenantId

test('a ticket is written again until the database is there, and the desks are told then', async () => {
  const { follow, put, changed } = setUp('waiting')
  put.mockRejectedValueOnce(new Error('away'))
  follow('participant-reconnected')
  await expect.poll(() => changed.mock.calls, { timeout: 5_000 }).toEqual([[TENANT]])
  expect(put).toHaveBeenCalledTimes(2)
  expect(put).toHaveBeenLastCalledWith(expect.objectContaining({ status: 'waiting', seq: 7 }))
})

test('nothing is written of what changes no ticket', () => {
  const waiting = setUp('waiting')
  waiting.follow('message-posted')
  const accepted = setUp('accepted')
  accepted.follow('participant-reconnected')
  expect([waiting.put.mock.calls, accepted.put.mock.calls]).toEqual([[], []])
  accepted.follow('ticket-accepted')
  expect(accepted.put).toHaveBeenCalledTimes(1)
})

function setUp(status: 'waiting' | 'accepted') {
  const put = vi.fn<TicketStore['put']>(async () => true)
  const changed = vi.fn()
  const onEvents = followTickets({
    tickets: { put } as Partial<TicketStore> as TicketStore,
    queue: { changed } as Partial<Queue> as Queue,
    logger: pino({ level: 'silent' }),
  })
  const ticket = { id: newId('ticket'), product: null, locale: null, openedAt: 1, status }
  const state = { seq: 7, ticket, participants: {} } as Partial<RoomState> as RoomState
  const hub = { tenant: TENANT, room: newId('room'), state } as Partial<RoomHub> as RoomHub
  const follow = (type: RoomEvent['type']) => onEvents(hub, [{ type } as RoomEvent])
  return { follow, put, changed }
}
