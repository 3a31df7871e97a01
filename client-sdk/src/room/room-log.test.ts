import { newId, type RoomEvent } from '@visavis/protocol/browser'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { SILENT } from '../logger.ts'
import { RoomLog } from './room-log.ts'

const participant = newId('participant')
const person = newId('person')

/** A log of a room with `count` messages. */
function history(count: number): RoomEvent[] {
  const start: RoomEvent[] = [
    {
      seq: 1,
      at: 0,
      type: 'room-created',
      actor: 'system',
      body: { kind: 'guidance', capacity: 2 },
    },
    {
      seq: 2,
      at: 0,
      type: 'participant-joined',
      actor: participant,
      body: { participant, person, role: 'shopper' },
    },
  ]
  const messages = Array.from({ length: count }, (_, index): RoomEvent => {
    const body = { message: newId('message'), participant, person, text: String(index) }
    return { seq: index + 3, at: 0, type: 'message-posted', actor: participant, body }
  })
  return [...start, ...messages]
}

function follow(events: readonly RoomEvent[]) {
  const reads: number[] = []
  const log = new RoomLog({
    read: async (after) => {
      reads.push(after)
      return { events: events.slice(after, after + 5), head: events.length }
    },
    onState: () => {},
    logger: SILENT,
  })
  return { log, reads }
}

test('LOG-5: doubled and reordered events change nothing', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), (stream) => {
      const events = history(6)
      const order = stream.take(30)
      const shuffled = [...order].map((index) => events[index % events.length] as RoomEvent)
      const { log } = follow(events)
      log.add([...shuffled, ...events])
      expect(log.state.seq).toBe(events.length)
      expect(log.state.messages.map(({ text }) => text)).toEqual(['0', '1', '2', '3', '4', '5'])
    }),
  )
})

test('LOG-5: a gap is filled by reading, page by page', async () => {
  const events = history(20)
  const { log, reads } = follow(events)
  log.add(events.slice(0, 2))
  log.add(events.slice(-1))
  await vi.waitFor(() => expect(log.state.seq).toBe(events.length))
  expect(reads).toEqual([2, 7, 12, 17])
})

test('LOG-6: an event of a later version changes nothing but seq', () => {
  const events = history(1)
  const { log } = follow(events)
  log.add(events)
  const later: unknown = { seq: 4, at: 0, type: 'hologram-shown', actor: 'system', body: {} }
  const damaged: unknown = { seq: 5, at: 0, type: 'message-posted', actor: 'system', body: {} }
  log.add([later as RoomEvent, damaged as RoomEvent])
  expect(log.state.seq).toBe(5)
  expect(log.state.messages).toHaveLength(1)
})

test('a gap that cannot be read now is filled by what comes later', async () => {
  const events = history(3)
  const log = new RoomLog({
    read: () => Promise.reject(new Error('offline')),
    onState: () => {},
    logger: SILENT,
  })
  log.add(events.slice(0, 1))
  log.add(events.slice(3))
  expect(log.state.seq).toBe(1)
  log.add(events)
  expect(log.state.seq).toBe(events.length)
})
