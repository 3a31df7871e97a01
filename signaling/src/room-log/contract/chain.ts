import { createHash } from 'node:crypto'
import type { RoomId } from '@visavis/protocol'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../database/index.ts'
import { message, newMember, newRoom, placed, type Store, TENANT } from './store.ts'

interface Tampering {
  readonly name: string
  readonly sql: readonly string[]
  readonly expected: { seq: number; problem: string }
}

/** On a room of six events. `$1` is the room. */
const TAMPERINGS: readonly Tampering[] = [
  {
    name: 'a body edited',
    sql: [`update room_events set body = replace(body, 'w3', 'w9') where room_id = $1 and seq = 3`],
    expected: { seq: 3, problem: 'body-changed' },
  },
  {
    name: 'a body edited with its hash',
    sql: [
      `update room_events set body = '{}', body_hash = sha256('{}') where room_id = $1 and seq = 3`,
    ],
    expected: { seq: 3, problem: 'event-changed' },
  },
  {
    name: 'an author changed',
    sql: [`update room_events set actor = 'par_x' where room_id = $1 and seq = 4`],
    expected: { seq: 4, problem: 'event-changed' },
  },
  {
    name: 'a time changed',
    sql: ['update room_events set at = at + 1 where room_id = $1 and seq = 4'],
    expected: { seq: 4, problem: 'event-changed' },
  },
  {
    name: 'an event deleted',
    sql: ['delete from room_events where room_id = $1 and seq = 4'],
    expected: { seq: 4, problem: 'event-missing' },
  },
  {
    name: 'an event deleted, the others moved up',
    sql: [
      'delete from room_events where room_id = $1 and seq = 4',
      'update room_events set seq = seq - 1 where room_id = $1 and seq = 5',
      'update room_events set seq = seq - 1 where room_id = $1 and seq = 6',
    ],
    expected: { seq: 4, problem: 'out-of-order' },
  },
  {
    name: 'two events swapped',
    sql: [
      'update room_events set seq = 99 where room_id = $1 and seq = 3',
      'update room_events set seq = 3 where room_id = $1 and seq = 4',
      'update room_events set seq = 4 where room_id = $1 and seq = 99',
    ],
    expected: { seq: 3, problem: 'out-of-order' },
  },
  {
    name: 'the end cut off',
    sql: ['delete from room_events where room_id = $1 and seq > 4'],
    expected: { seq: 5, problem: 'log-truncated' },
  },
  {
    name: 'the end cut off, the head moved',
    sql: [
      'delete from room_events where room_id = $1 and seq > 4',
      'update rooms set head_seq = 4 where id = $1',
    ],
    expected: { seq: 4, problem: 'head-changed' },
  },
  {
    name: 'the head moved back',
    sql: ['update rooms set head_seq = 4 where id = $1'],
    expected: { seq: 5, problem: 'beyond-head' },
  },
  {
    name: 'the beginning replaced',
    sql: [`update rooms set base_hash = sha256('x') where id = $1`],
    expected: { seq: 0, problem: 'base-changed' },
  },
]

export function chain(store: () => Store): void {
  describe('the hash chain', () => {
    test('is what the documentation says, computed by somebody else', async () => {
      const { database, log } = store()
      const room = await newRoom(log)
      const member = await newMember(store())
      for (const text of ['ä', '中文 🙂', '\u2028 \\u0000 "quoted"', '0.1e-7']) {
        await log.append({ tenant: TENANT, room, events: [message(member, text), placed(text)] })
      }
      const verified = await log.verify(TENANT, room)
      expect(verified).toEqual({ ok: true, head: 9, hash: await verifyOffline(database, room) })
    })

    for (const { name, sql, expected } of TAMPERINGS) {
      test(`${name} is found`, async () => {
        const { database, log } = store()
        const room = await newRoom(log)
        for (let seq = 2; seq <= 6; seq++) {
          await log.append({ tenant: TENANT, room, events: [placed(`w${seq}`)] })
        }
        expect(await log.verify(TENANT, room)).toMatchObject({ ok: true, head: 6 })
        for (const statement of sql) await database.pool.query(statement, [room])
        expect(await log.verify(TENANT, room)).toEqual({ ok: false, ...expected })
      })
    }

    test('a body taken out leaves the chain whole', async () => {
      const { database, log } = store()
      const room = await newRoom(log)
      await log.append({ tenant: TENANT, room, events: [placed('a'), placed('b')] })
      const remove = 'update room_events set body = null where room_id = $1 and seq = 2'
      await database.pool.query(remove, [room])
      expect(await log.verify(TENANT, room)).toMatchObject({ ok: true, head: 3 })
    })
  })
}

/** Written from `docs/room-log.md` alone. */
async function verifyOffline({ pool }: Database, room: RoomId): Promise<string> {
  const { rows } = await pool.query('select * from room_events where room_id = $1 order by seq', [
    room,
  ])
  let hash = sha256(`v1\n${TENANT}\n${room}`)
  for (const row of rows) {
    const line = `v1\n${room}\n${row.seq}\n${row.at}\n${row.type}\n${row.actor}`
    hash = sha256(Buffer.concat([hash, sha256(row.body), Buffer.from(line, 'utf8')]))
    expect(row.hash.equals(hash)).toBe(true)
  }
  return hash.toString('hex')
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}
