import { type NewEvent, newId, type RoomId } from '@visavis/protocol'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { openPeople } from '../../people/index.ts'
import { createRoomLog } from '../create-room-log.ts'
import type { AppendOutcome } from '../room-log.ts'
import {
  created,
  ended,
  joined,
  message,
  newMember,
  newRoom,
  OTHER_TENANT,
  placed,
  readAll,
  type Store,
  TENANT,
  textsOf,
} from './store.ts'

export function appending(store: () => Store): void {
  describe('appending', () => {
    test('numbers events from 1 without gaps and answers with them', async () => {
      const { log } = store()
      const room = newId('room')
      const first = await log.append({ tenant: TENANT, room, create: true, events: [created] })
      const second = await log.append({ tenant: TENANT, room, events: [placed('a'), placed('b')] })
      expect(seqsOf(first)).toEqual([1])
      expect(seqsOf(second)).toEqual([2, 3])
      expect(await readAll(log, room)).toEqual([...eventsOf(first), ...eventsOf(second)])
      expect(await log.room(TENANT, room)).toMatchObject({ head: 3, closedAt: null })
    })

    test('time never goes back, and is the server’s', async () => {
      const { log } = store()
      const room = await newRoom(log)
      const before = Date.now()
      await Promise.all(Array.from({ length: 20 }, () => appendTo(room, placed('a'))))
      const times = (await readAll(log, room)).map(({ at }) => at)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect(times.at(-1)).toBeGreaterThanOrEqual(before - 1_000)
    })

    test('one winner for each expected sequence number, however many try', async () => {
      const { log, anotherLog } = store()
      await using other = anotherLog()
      const room = await newRoom(log)
      for (let head = 1; head <= 5; head++) {
        const tries = await Promise.all(
          Array.from({ length: 16 }, (_, index) =>
            (index % 2 ? log : other).append({
              tenant: TENANT,
              room,
              expectedSeq: head,
              events: [placed(`w${index}`)],
            }),
          ),
        )
        expect(tries.filter(({ status }) => status === 'ok')).toHaveLength(1)
        expect(tries.filter(({ status }) => status === 'conflict')).toHaveLength(15)
      }
      expect(await readAll(log, room)).toHaveLength(6)
    })

    test('a conflict tells the head and leaves the rest of its statement alone', async () => {
      const { log } = store()
      const room = await newRoom(log)
      const outcomes = await Promise.all([
        log.append({ tenant: TENANT, room, events: [placed('a')] }),
        log.append({ tenant: TENANT, room, expectedSeq: 1, events: [placed('b')] }),
        log.append({ tenant: TENANT, room, expectedSeq: 2, events: [placed('c')] }),
        log.append({ tenant: TENANT, room, events: [placed('d')] }),
      ])
      expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'conflict', 'ok', 'ok'])
      expect(outcomes[1]).toEqual({ status: 'conflict', head: 2 })
      expect(workersOf(await readAll(log, room))).toEqual(['a', 'c', 'd'])
    })

    test('the same key again is answered with the first events', async () => {
      const { log, anotherLog } = store()
      await using other = anotherLog()
      const room = await newRoom(log)
      const request = { tenant: TENANT, room, key: 'k', events: [placed('a'), placed('b')] }
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, index) => (index % 2 ? log : other).append(request)),
      )
      const firsts = outcomes.filter(({ status }) => status === 'ok')
      expect(firsts).toHaveLength(1)
      for (const outcome of outcomes) expect(eventsOf(outcome)).toEqual(eventsOf(firsts[0]))
      expect(outcomes.filter(({ status }) => status === 'duplicate')).toHaveLength(7)
      expect(await readAll(log, room)).toHaveLength(3)
    })

    test('a room is made once; making it again with the same key is a duplicate', async () => {
      const { log } = store()
      const room = newId('room')
      const request = { tenant: TENANT, room, create: true, key: 'make', events: [created] }
      const outcomes = await Promise.all([
        log.append(request),
        log.append(request),
        log.append({ ...request, key: 'other' }),
      ])
      expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'duplicate', 'conflict'])
      expect(await readAll(log, room)).toHaveLength(1)
    })

    test('two logs that make one room at once: one does', async () => {
      const { log, anotherLog } = store()
      await using other = anotherLog()
      for (let round = 0; round < 5; round++) {
        const request = { tenant: TENANT, room: newId('room'), create: true, events: [created] }
        const outcomes = await Promise.all([log.append(request), other.append(request)])
        expect(outcomes.map(({ status }) => status).sort()).toEqual(['conflict', 'ok'])
      }
    })

    test('nothing follows the end of a room but retries', async () => {
      const { log } = store()
      const room = await newRoom(log)
      const end = { tenant: TENANT, room, key: 'end', events: [ended] }
      const outcomes = await Promise.all([
        log.append(end),
        log.append({ tenant: TENANT, room, events: [placed('late')] }),
      ])
      expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'closed'])
      expect(await appendTo(room, placed('later'))).toEqual({ status: 'closed' })
      expect((await log.append(end)).status).toBe('duplicate')
      expect((await log.room(TENANT, room))?.closedAt).toBe(eventsOf(outcomes[0])[0]?.at)
    })

    test('an absent room is not found, and neither is another tenant’s', async () => {
      const { log } = store()
      const room = await newRoom(log)
      const events = [placed('a')]
      const notFound = { status: 'not-found' }
      expect(await appendTo(newId('room'), placed('a'))).toEqual(notFound)
      expect(await log.append({ tenant: OTHER_TENANT, room, events })).toEqual(notFound)
      const taken = await log.append({
        tenant: OTHER_TENANT,
        room,
        create: true,
        events: [created],
      })
      expect(taken).toEqual({ status: 'conflict', head: 0 })
      await expect(log.read({ tenant: OTHER_TENANT, room, after: 0 })).rejects.toMatchObject({
        code: 'not-found',
      })
      await expect(log.verify(OTHER_TENANT, room)).rejects.toMatchObject({ code: 'not-found' })
      expect(await log.room(OTHER_TENANT, room)).toBeUndefined()
      const theirs = await log.rooms(OTHER_TENANT, { limit: 100 })
      expect(theirs.map((row) => row.room)).not.toContain(room)
      expect(await readAll(log, room)).toHaveLength(1)
    })

    test('rooms are listed newest first, a page at a time', async () => {
      const { log } = store()
      const tenant =
        `t-${newId('room').slice(5, 15).toLowerCase().replaceAll('_', '-')}x` as typeof TENANT
      const rooms: RoomId[] = []
      for (let index = 0; index < 5; index++) rooms.unshift(await newRoom(log, tenant))
      await log.append({ tenant, room: rooms[1] as RoomId, events: [ended] })
      const listed: RoomId[] = []
      for (let before: RoomId | undefined; ; before = listed.at(-1)) {
        const page = await log.rooms(tenant, { limit: 2, ...(before && { before }) })
        listed.push(...page.map(({ room }) => room))
        if (page.length < 2) break
      }
      expect(new Set(listed)).toEqual(new Set(rooms))
      const times = await Promise.all(
        listed.map(async (room) => (await log.room(tenant, room))?.createdAt ?? 0),
      )
      expect(times).toEqual([...times].sort((a, b) => b - a))
      const open = await log.rooms(tenant, { limit: 10, open: true })
      expect(open).toHaveLength(4)
      expect(await log.rooms(tenant, { limit: 10, open: false })).toMatchObject([
        { room: rooms[1] },
      ])
    })

    test('what cannot be stored is refused alone', async () => {
      const { log } = store()
      const member = await newMember(store())
      const room = await newRoom(log)
      const texts = ['one', 'half \ud83d', 'two', 'nul \0', 'three', '\udc00 half', 'four']
      const outcomes = await Promise.allSettled(
        texts.map((text) => log.append({ tenant: TENANT, room, events: [message(member, text)] })),
      )
      const refused = outcomes.map(({ status }) => status === 'rejected')
      expect(refused).toEqual([false, true, false, true, false, true, false])
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason.code).toBe('invalid-request')
      }
      expect(textsOf(await readAll(log, room))).toEqual(['one', 'two', 'three', 'four'])
    })

    test('what the database refuses fails alone', async () => {
      const { log, database } = store()
      const room = await newRoom(log)
      await database.pool.query(`create function refuse() returns trigger language plpgsql as
        $$ begin if new.body like '%refuse me%' then raise 'refused'; end if; return new; end $$`)
      await database.pool.query(
        'create trigger refuse before insert on room_events for each row execute function refuse()',
      )
      const workers = ['a', 'refuse me', 'b', 'c', 'refuse me', 'd']
      const outcomes = await Promise.allSettled(workers.map((name) => appendTo(room, placed(name))))
      await database.pool.query('drop trigger refuse on room_events')
      await database.pool.query('drop function refuse()')
      expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(
        workers.map((name) => name === 'refuse me'),
      )
      expect(workersOf(await readAll(log, room))).toEqual(['a', 'b', 'c', 'd'])
      expect(await log.verify(TENANT, room)).toMatchObject({ ok: true, head: 5 })
    })

    test('events that match no schema are refused', async () => {
      const { log } = store()
      const room = await newRoom(log)
      const member = await newMember(store())
      const cases: unknown[] = [
        { ...created, type: 'no-such-event' },
        { ...created, type: '__proto__' },
        { ...created, actor: 'somebody' },
        { ...created, body: { kind: 'guidance', capacity: 1.5 } },
        { ...created, body: null },
        { ...created, body: { kind: 'guidance', capacity: 2n } },
        { ...joined(member, 'x'.repeat(101)) },
        { ...message(member, 'x'.repeat(4_001)) },
        { ...created, body: { kind: 'guidance', capacity: 2, more: 'x'.repeat(70_000) } },
        { ...message({ ...member, person: newId('person') }, 'of nobody known') },
      ]
      for (const event of cases) {
        const events = [event as NewEvent]
        const attempt = log.append({ tenant: TENANT, room, events })
        await expect(attempt).rejects.toMatchObject({ code: 'invalid-request' })
      }
      for (const wrong of [
        { events: [] },
        { key: '\0' },
        { key: '' },
        { room: 'x' },
        { tenant: 'A' },
      ]) {
        const request = { tenant: TENANT, room, events: [placed('a')], ...wrong } as never
        await expect(log.append(request)).rejects.toMatchObject({ code: 'invalid-request' })
      }
      expect(await readAll(log, room)).toHaveLength(1)
    })

    test('many rooms and many writers over two logs: each room complete and in the order of its writers', async () => {
      const { log, anotherLog } = store()
      await using other = anotherLog()
      const rooms = await Promise.all(Array.from({ length: 12 }, () => newRoom(log)))
      const writers = Array.from({ length: 24 }, async (_, writer) => {
        for (let index = 0; index < 10; index++) {
          const room = rooms[(writer + index) % rooms.length] as RoomId
          const events = [placed(`${writer}:${index}`)]
          const outcome = await (writer % 2 ? log : other).append({ tenant: TENANT, room, events })
          expect(outcome.status).toBe('ok')
        }
      })
      await Promise.all(writers)
      for (const room of rooms) {
        const workers = workersOf(await readAll(log, room))
        expect(workers).toHaveLength(20)
        for (let writer = 0; writer < 24; writer++) {
          const own = workers.filter((name) => name.startsWith(`${writer}:`))
          const inOrder = [...own].sort((a, b) => Number(a.split(':')[1]) - Number(b.split(':')[1]))
          expect(own).toEqual(inOrder)
        }
        expect(await log.verify(TENANT, room)).toMatchObject({ ok: true, head: 21 })
      }
    })

    test('calls that are not awaited keep their order, also when a key has to be loaded', async () => {
      const { log, database, dataDir } = store()
      const member = await newMember(store())
      const room = await newRoom(log)
      await using people = await openPeople({ database, dataDir })
      await using coldLog = createRoomLog({ database, people, logger: pino({ enabled: false }) })
      const texts = Array.from({ length: 20 }, (_, index) => `${index}`)
      await Promise.all(
        texts.flatMap((text) => [
          coldLog.append({ tenant: TENANT, room, events: [message(member, text)] }),
          coldLog.append({ tenant: TENANT, room, events: [placed(text)] }),
        ]),
      )
      const events = await readAll(log, room)
      expect(textsOf(events)).toEqual(texts)
      expect(workersOf(events)).toEqual(texts)
      expect(events.slice(1).map(({ type }) => type)).toEqual(
        texts.flatMap(() => ['message-posted', 'media-placed']),
      )
    })

    function appendTo(room: RoomId, ...events: NewEvent[]): Promise<AppendOutcome> {
      return store().log.append({ tenant: TENANT, room, events })
    }
  })
}

function eventsOf(outcome: AppendOutcome | undefined) {
  return outcome?.status === 'ok' || outcome?.status === 'duplicate' ? outcome.events : []
}

function seqsOf(outcome: AppendOutcome): number[] {
  return eventsOf(outcome).map(({ seq }) => seq)
}

function workersOf(events: Awaited<ReturnType<typeof readAll>>): string[] {
  return events.flatMap((event) => (event.type === 'media-placed' ? [event.body.worker] : []))
}
