import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { textArray } from '../../database/index.ts'
import { migrate, migrateDown } from '../../database/migrate.ts'
import { created, newRoom, readAll, type Store, TENANT } from './store.ts'

export function valueTypes(store: () => Store): void {
  describe('values', () => {
    test('arrive as the same types from every store', async () => {
      const { database } = store()
      const { rows } = await database.pool.query(
        `select 9007199254740991::bigint as big, 7::int as int, 0.1::float8 as float, 1.10::numeric as num,
                true as yes, null::text as none, '\\x00ff'::bytea as bytes, '{"a":[1,2]}'::jsonb as json,
                '2026-01-02T03:04:05.678Z'::timestamptz as time, array['a', null, 'b"\\'] as texts`,
      )
      expect(rows).toEqual([
        {
          big: Number.MAX_SAFE_INTEGER,
          int: 7,
          float: 0.1,
          num: '1.10',
          yes: true,
          none: null,
          bytes: Buffer.from([0, 255]),
          json: { a: [1, 2] },
          time: new Date('2026-01-02T03:04:05.678Z'),
          texts: ['a', null, 'b"\\'],
        },
      ])
      expect(Buffer.isBuffer(rows[0].bytes)).toBe(true)
    })

    test('go in as the same types', async () => {
      const { database } = store()
      const time = new Date('2026-01-02T03:04:05.678Z')
      const { rows } = await database.pool.query(
        'select $1::bytea as bytes, $2::timestamptz as time, $3::text[] as texts, $4::bigint as big, $5::jsonb as json',
        [
          Buffer.from('ä'),
          time,
          ['{', '"', '\\', 'null', null],
          2 ** 52,
          JSON.stringify({ a: 'ü' }),
        ],
      )
      expect(rows[0]).toEqual({
        bytes: Buffer.from('ä'),
        time,
        texts: ['{', '"', '\\', 'null', null],
        big: 2 ** 52,
        json: { a: 'ü' },
      })
    })

    test('arrays of text go in exactly', async () => {
      const { database } = store()
      for (const texts of [
        [],
        [null],
        ['', 'null', '{"a"}', '\\\\', '中 🙂', null, 'x'.repeat(9_000)],
      ]) {
        const { rows } = await database.pool.query('select $1::text[] as texts', [textArray(texts)])
        expect(rows).toEqual([{ texts }])
      }
    })

    test('a number that would lose digits is an error', async () => {
      const { database } = store()
      const query = database.pool.query('select 9007199254740993::bigint as big')
      await expect(query).rejects.toThrow(RangeError)
      expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    })

    test('numbers in bodies come back exactly', async () => {
      const { log } = store()
      const room = await newRoom(log)
      const numbers = [0.1, 1e21, 1.7976931348623157e308, 5e-324, -0, 123456789012345680000, 1e-7]
      const body = { ...created.body, numbers }
      const outcome = await log.append({
        tenant: TENANT,
        room,
        events: [{ ...created, body } as typeof created],
      })
      const read = await readAll(log, room)
      expect(read[1]?.body).toEqual(JSON.parse(JSON.stringify(body)))
      expect(outcome.status === 'ok' && outcome.events).toEqual(read.slice(1))
    })

    test('a failed transaction leaves nothing, and others wait for it', async () => {
      const { database } = store()
      const count = () =>
        database.db
          .selectFrom('tenants')
          .select(sql<number>`count(*)`.as('n'))
          .executeTakeFirstOrThrow()
      const before = await count()
      const insert = { id: 'half' as typeof TENANT, name: 'half', created_at: 1 }
      const failing = database.db.transaction().execute(async (transaction) => {
        await transaction.insertInto('tenants').values(insert).execute()
        throw new Error('no')
      })
      const [during] = await Promise.all([count(), expect(failing).rejects.toThrow('no')])
      expect(during).toEqual(before)
      expect(await count()).toEqual(before)
    })
  })

  describe('migrations', () => {
    test('go down to nothing and up again, and once up are left alone', async () => {
      const { database, log } = store()
      await migrateDown(database.db)
      const tables = await database.db.introspection.getTables()
      expect(tables.map(({ name }) => name).filter((name) => !name.startsWith('kysely'))).toEqual(
        [],
      )
      await migrate(database.db)
      await migrate(database.db)
      expect(await readAll(log, await newRoom(log))).toHaveLength(1)
    })
  })
}
