import { EventEmitter, once } from 'node:events'
import { newId, type RoomEvent, type RoomId } from '@visavis/protocol'
import { describe, expect, test } from 'vitest'
import { type Announcement, type Bus, createMemoryBus } from '../bus.ts'
import type { RoomLog } from '../room-log.ts'
import {
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

export function following(store: () => Store): void {
  describe('following', () => {
    test('what is appended here arrives before the append is answered', async () => {
      const { log } = store()
      const room = await newRoom(log)
      await using reader = new Reader(log, room)
      await reader.until(1)
      const outcome = await log.append({ tenant: TENANT, room, events: [placed('a'), placed('b')] })
      expect(reader.events).toHaveLength(3)
      expect(outcome).toEqual({ status: 'ok', events: reader.events.slice(1) })
    })

    test('a reader starts where it says, however much there is', async () => {
      const { log } = store()
      const room = await newRoom(log)
      for (let page = 0; page < 3; page++) {
        const events = Array.from({ length: 400 }, (_, index) => placed(`${page}:${index}`))
        await log.append({ tenant: TENANT, room, events })
      }
      await using reader = new Reader(log, room, 7)
      await reader.until(1_201)
      expect(reader.seqs).toEqual(Array.from({ length: 1_194 }, (_, index) => index + 8))
    })

    test('announcements lost, doubled and out of order change nothing', async () => {
      const { anotherLog } = store()
      const bus = unreliableBus()
      await using writer = anotherLog(bus)
      await using elsewhere = anotherLog(bus)
      const room = await newRoom(writer)
      const member = await newMember(store())
      await using here = new Reader(writer, room)
      await using there = new Reader(elsewhere, room)
      await there.until(1)
      const texts = Array.from({ length: 120 }, (_, index) => `${index}`)
      for (const text of texts) {
        await writer.append({ tenant: TENANT, room, events: [message(member, text)] })
      }
      await Promise.all([here.until(121), there.until(121)])
      expect(textsOf(here.events)).toEqual(texts)
      expect(there.events).toEqual(here.events)
      expect(here.events).toEqual(await readAll(writer, room))
    })

    test('the last announcement lost is made up for by looking at the head', async () => {
      const { anotherLog } = store()
      await using writer = anotherLog(silentBus())
      await using elsewhere = anotherLog(silentBus())
      const room = await newRoom(writer)
      await using there = new Reader(elsewhere, room)
      await there.until(1)
      await writer.append({ tenant: TENANT, room, events: [placed('last')] })
      expect(there.events).toHaveLength(1)
      await there.until(2)
    })

    test('half of the announcements lost changes nothing', async () => {
      const { anotherLog } = store()
      const bus = halfDeafBus()
      await using writer = anotherLog(bus)
      await using other = anotherLog(bus)
      const room = await newRoom(writer)
      const member = await newMember(store())
      await using here = new Reader(writer, room)
      await using there = new Reader(other, room)
      const append = (log: RoomLog, text: string) =>
        log.append({ tenant: TENANT, room, events: [message(member, text)] })
      for (let index = 0; index < 60; index++) {
        await Promise.all([append(writer, `w${index}`), append(other, `o${index}`)])
      }
      await Promise.all([here.until(121), there.until(121)])
      expect(there.events).toEqual(here.events)
      expect(here.seqs).toEqual(Array.from({ length: 121 }, (_, index) => index + 1))
      for (const author of ['w', 'o']) {
        const own = textsOf(here.events).filter((text) => text?.startsWith(author))
        expect(own).toEqual(Array.from({ length: 60 }, (_, index) => `${author}${index}`))
      }
    })

    test('an announcement carries the events: a reader elsewhere need not ask the database', async () => {
      const { anotherLog } = store()
      const bus = createMemoryBus()
      await using writer = anotherLog(bus)
      await using elsewhere = anotherLog(bus)
      const room = await newRoom(writer)
      const member = await newMember(store())
      await using there = new Reader(elsewhere, room)
      await there.until(1)
      const text = 'at once'
      await writer.append({ tenant: TENANT, room, events: [message(member, text)] })
      expect(textsOf(there.events)).toEqual([text])
    })

    test('readers that come and go miss nothing while others write', async () => {
      const { log } = store()
      const room = await newRoom(log)
      const writing = Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          log.append({ tenant: TENANT, room, events: [placed(`${index}`)] }),
        ),
      )
      const readers: Reader[] = []
      for (let after = 0; after < 20; after++) {
        readers.push(new Reader(log, room, after))
        await new Promise((resolve) => setImmediate(resolve))
      }
      await writing
      for (const reader of readers) {
        await reader.until(101)
        const expected = Array.from(
          { length: 101 - reader.after },
          (_, index) => reader.after + 1 + index,
        )
        expect(reader.seqs).toEqual(expected)
        await reader[Symbol.asyncDispose]()
      }
    })

    test('a closed reader hears nothing more', async () => {
      const { log } = store()
      const room = await newRoom(log)
      const reader = new Reader(log, room)
      await reader.until(1)
      reader.follower.close()
      reader.follower.close()
      await log.append({ tenant: TENANT, room, events: [placed('a')] })
      expect(reader.events).toHaveLength(1)
    })

    test('a reader that throws disturbs neither the append nor other readers', async () => {
      const { log } = store()
      const room = await newRoom(log)
      const errors: unknown[] = []
      const told = Promise.withResolvers<void>()
      await using _bad = log.follow({
        tenant: TENANT,
        room,
        after: 0,
        onEvents() {
          throw new Error('reader')
        },
        onError(error) {
          errors.push(error)
          told.resolve()
        },
      })
      await using good = new Reader(log, room)
      await Promise.all([good.until(1), told.promise])
      const outcome = await log.append({ tenant: TENANT, room, events: [placed('a')] })
      expect(outcome.status).toBe('ok')
      expect(good.events).toHaveLength(2)
      expect(errors).toEqual([new Error('reader'), new Error('reader')])
    })

    test('an absent room, or another tenant’s, is not found and stays silent', async () => {
      const { log } = store()
      const room = await newRoom(log)
      for (const query of [
        { tenant: OTHER_TENANT, room },
        { tenant: TENANT, room: newId('room') },
      ]) {
        const refused = Promise.withResolvers<unknown>()
        const seen: RoomEvent[] = []
        await using _follower = log.follow({
          ...query,
          after: 0,
          onEvents: (events) => void seen.push(...events),
          onError: refused.resolve,
        })
        expect(await refused.promise).toMatchObject({ code: 'not-found' })
        await log.append({ tenant: TENANT, room, events: [placed('a')] })
        expect(seen).toEqual([])
      }
    })
  })
}

/** Collects what one follower is told. */
class Reader implements AsyncDisposable {
  readonly events: RoomEvent[] = []
  readonly after: number
  readonly follower: ReturnType<RoomLog['follow']>
  readonly #told = new EventEmitter()

  constructor(log: RoomLog, room: RoomId, after = 0) {
    this.after = after
    this.follower = log.follow({
      tenant: TENANT,
      room,
      after,
      onEvents: (events) => {
        this.events.push(...events)
        this.#told.emit('events')
      },
      onError: (error) => this.#told.emit('error', error),
    })
  }

  get seqs(): number[] {
    return this.events.map(({ seq }) => seq)
  }

  async until(seq: number): Promise<void> {
    while (this.follower.seq < seq) await once(this.#told, 'events')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.follower.close()
  }
}

/** Loses a third, doubles a third, and holds every fifth back until after the next. */
function unreliableBus(): Bus {
  const bus = createMemoryBus()
  let held: Announcement | undefined
  let count = 0
  return {
    isUp: true,
    subscribe: bus.subscribe,
    publish(announcement) {
      count++
      if (count % 5 === 0) {
        held = announcement
        return
      }
      if (count % 3 === 0) bus.publish(announcement)
      if (count % 3 !== 1) bus.publish(announcement)
      if (held !== undefined) bus.publish(held)
      held = undefined
    },
  }
}

/** Loses every second announcement. */
function halfDeafBus(): Bus {
  const bus = createMemoryBus()
  let count = 0
  return {
    isUp: true,
    subscribe: bus.subscribe,
    publish(announcement) {
      if (count++ % 2 === 0) bus.publish(announcement)
    },
  }
}

function silentBus(): Bus {
  return { isUp: true, publish() {}, subscribe: () => () => {} }
}
