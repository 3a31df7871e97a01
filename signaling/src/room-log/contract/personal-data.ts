import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RoomEvent, TenantId } from '@visavis/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openPeople } from '../../people/index.ts'
import {
  joined,
  message,
  newMember,
  newRoom,
  OTHER_TENANT,
  readAll,
  type Store,
  TENANT,
  textsOf,
} from './store.ts'

const NAME = 'Canary Quetzalcoatl'
const TEXT = 'the canary sings at dawn'
const SUBJECT = 'canary-4711@shop.example'

export function personalData(store: () => Store): void {
  describe('personal data', () => {
    test('neither rows nor files hold a name, a message or a subject', async () => {
      const { database, files, log, people } = store()
      const person = await people.personFor(TENANT, SUBJECT)
      const member = { ...(await newMember(store())), person }
      const room = await newRoom(log)
      await log.append({
        tenant: TENANT,
        room,
        events: [joined(member, NAME), message(member, TEXT)],
      })
      await database.pool.query('checkpoint')
      const { rows } = await database.pool.query(
        `select coalesce(e.body, '') || e.actor as text from room_events e
         union all select p.person || encode(p.subject_hash, 'escape') from people p`,
      )
      const everything = [JSON.stringify(rows), ...(await contentsOf(files))]
      for (const canary of [NAME, TEXT, SUBJECT]) {
        const forms = [canary, Buffer.from(canary).toString('base64').slice(0, -4)]
        for (const form of forms) {
          expect(everything.some((content) => content.includes(form))).toBe(false)
        }
      }
      expect(everything.some((content) => content.includes(person))).toBe(true)
    })

    test('texts come back exactly, whatever they are', async () => {
      const { log } = store()
      const member = await newMember(store())
      const room = await newRoom(log)
      const storable = fc
        .oneof(
          fc.string({ unit: 'grapheme', maxLength: 60 }),
          fc.string({ unit: 'binary', maxLength: 60 }),
        )
        .map((text) => text.toWellFormed().replaceAll('\0', ''))
      const texts = [
        ...fc.sample(storable, 200),
        '',
        '\ufeff',
        'e\u0301 é',
        '\u202e',
        '\\u0000',
        'null',
      ]
      const outcome = await log.append({
        tenant: TENANT,
        room,
        events: texts.map((text) => message(member, text)),
      })
      expect(outcome.status === 'ok' && textsOf(outcome.events)).toEqual(texts)
      expect(textsOf(await readAll(log, room))).toEqual(texts)
    })

    test('the same text is never stored alike', async () => {
      const { database, log } = store()
      const member = await newMember(store())
      const room = await newRoom(log)
      await log.append({
        tenant: TENANT,
        room,
        events: [message(member, 'yes'), message(member, 'yes')],
      })
      const bodies = await database.db
        .selectFrom('room_events')
        .select('body')
        .where('room_id', '=', room)
        .where('type', '=', 'message-posted')
        .execute()
      const sealed = bodies.map(({ body }) => JSON.parse(body).text)
      expect(sealed[0]).not.toBe(sealed[1])
    })

    test('a text moved to another room, or changed, is not shown', async () => {
      const { database, log } = store()
      const member = await newMember(store())
      const rooms = [await newRoom(log), await newRoom(log)] as const
      for (const room of rooms) {
        await log.append({ tenant: TENANT, room, events: [message(member, 'here')] })
      }
      await database.pool.query(
        `update room_events set body = (select body from room_events where room_id = $1 and seq = 2)
         where room_id = $2 and seq = 2`,
        [...rooms],
      )
      expect(textsOf(await readAll(log, rooms[1]))).toEqual([null])
    })

    test('erasing a person silences every text of theirs, and the chain stays whole', async () => {
      const { database, log, people, dataDir } = store()
      const subject = 'leaves-4712'
      const person = await people.personFor(TENANT, subject)
      const leaver = { ...(await newMember(store())), person }
      const stayer = await newMember(store())
      const room = await newRoom(log)
      const events = [joined(leaver, 'Ada'), message(leaver, 'mine'), message(stayer, 'theirs')]
      await log.append({ tenant: TENANT, room, events })
      expect(await people.erase(OTHER_TENANT, person)).toBe(false)
      expect(await people.erase(TENANT, person)).toBe(true)
      expect(await people.erase(TENANT, person)).toBe(false)

      expect(namesOf(await readAll(log, room))).toEqual([null])
      expect(textsOf(await readAll(log, room))).toEqual([null, 'theirs'])
      expect(await log.verify(TENANT, room)).toMatchObject({ ok: true, head: 4 })

      const later = await log.append({
        tenant: TENANT,
        room,
        events: [message(leaver, 'still here')],
      })
      expect(later.status === 'ok' && textsOf(later.events)).toEqual([null])
      expect(await people.personFor(TENANT, subject)).not.toBe(person)

      await using fresh = await openPeople({ database, dataDir })
      expect((await fresh.keys(TENANT, [person])).get(person)).toBeNull()
    })

    test('another master key on the same database is refused', async () => {
      const { database } = store()
      await newMember(store())
      const dataDir = await mkdtemp(join(tmpdir(), 'visavis-keys-'))
      const opening = openPeople({ database, dataDir })
      await expect(opening).rejects.toThrow('not the key that this database was made with')
      await rm(dataDir, { recursive: true })
    })

    test('a subject that is not well-formed text is refused', async () => {
      const attempt = store().people.personFor(TENANT, 'half \ud83d')
      await expect(attempt).rejects.toMatchObject({ code: 'invalid-request' })
    })

    test('a person is the same for ever, another in every tenant, one among many at once', async () => {
      const { people } = store()
      const subject = 'same-4713'
      const seen = await Promise.all(
        Array.from({ length: 10 }, () => people.personFor(TENANT, subject)),
      )
      expect(new Set(seen).size).toBe(1)
      expect(await people.personFor(TENANT, subject)).toBe(seen[0])
      expect(await people.personFor(OTHER_TENANT, subject)).not.toBe(seen[0])
      expect(await people.personFor('acme-2' as TenantId, subject)).not.toBe(seen[0])
    })
  })
}

function namesOf(events: readonly RoomEvent[]): unknown[] {
  return events.flatMap((event) => (event.type === 'participant-joined' ? [event.body.name] : []))
}

async function contentsOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return await Promise.all(
    files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
  )
}
