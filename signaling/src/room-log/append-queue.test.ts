import { newId, type RoomId, type TenantId } from '@visavis/protocol'
import { describe, expect, test } from 'vitest'
import { AppendQueue } from './append-queue.ts'
import type { AppendGroup, GroupResult } from './append-statement.ts'

const tenant = 'acme' as TenantId

describe('the append queue', () => {
  test('sends what arrives together together, and what arrives meanwhile next', async () => {
    const database = new Statements()
    const room = newId('room')
    const first = ['a', 'b'].map((name) => database.queue.push(group(room, { name })))
    await database.started(1)
    const next = ['c', 'd', 'e'].map((name) => database.queue.push(group(room, { name })))
    expect(database.statements).toEqual([['a', 'b']])
    database.finish()
    await Promise.all(first)
    await database.started(2)
    database.finish()
    await Promise.all(next)
    expect(database.statements).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ])
    await database.queue.drained()
  })

  test('gives each room a statement of its own while it may, and lets rooms share when it may not', async () => {
    const rooms = [newId('room'), newId('room'), newId('room'), newId('room')].sort()
    for (const [concurrency, expected] of [
      [4, [['0'], ['1'], ['2'], ['3']]],
      [
        2,
        [
          ['0', '1'],
          ['2', '3'],
        ],
      ],
      [1, [['0', '1', '2', '3']]],
    ] as const) {
      const database = new Statements({ concurrency })
      const pushed = rooms.map((room, index) =>
        database.queue.push(group(room, { name: `${index}` })),
      )
      await database.started(expected.length)
      expect(database.statements).toEqual(expected)
      for (const _ of expected) database.finish()
      await Promise.all(pushed)
    }
  })

  test('carries at most 500 events in a statement, but any single group', async () => {
    const database = new Statements()
    const room = newId('room')
    const sizes = [300, 150, 100, 500]
    const pushed = sizes.map((size) => database.queue.push(group(room, { name: `${size}`, size })))
    for (let statement = 1; statement <= 3; statement++) {
      await database.started(statement)
      database.finish()
    }
    await Promise.all(pushed)
    expect(database.statements).toEqual([['300', '150'], ['100'], ['500']])
  })

  test('keeps the same key out of one statement', async () => {
    const database = new Statements()
    const room = newId('room')
    const pushed = ['k', 'k', 'other'].map((key) =>
      database.queue.push(group(room, { name: key, key })),
    )
    await database.started(1)
    database.finish()
    await database.started(2)
    database.finish()
    await Promise.all(pushed)
    expect(database.statements).toEqual([['k'], ['k', 'other']])
  })

  test('tries the groups of a refused statement one by one', async () => {
    const database = new Statements({ refuses: 'bad' })
    const room = newId('room')
    const pushed = ['a', 'bad', 'b'].map((name) => database.queue.push(group(room, { name })))
    for (let statement = 1; statement <= 4; statement++) {
      await database.started(statement)
      database.finish()
    }
    const outcomes = await Promise.allSettled(pushed)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(database.results).toEqual(['a', 'b'])
  })

  test('after a broken connection sends again what cannot go in twice, and only that', async () => {
    const database = new Statements({ breaks: 1 })
    const room = newId('room')
    const keyed = database.queue.push(group(room, { name: 'keyed', key: 'k' }))
    const bare = database.queue.push(group(room, { name: 'bare' }))
    await database.started(1)
    database.finish()
    await expect(bare).rejects.toMatchObject({ code: 'internal', retryable: true })
    await database.started(2)
    database.finish()
    await expect(keyed).resolves.toMatchObject({ status: 'ok' })
    expect(database.statements).toEqual([['keyed', 'bare'], ['keyed']])
  })
})

function group(
  room: RoomId,
  { name, key, size = 1 }: { name: string; key?: string; size?: number },
): AppendGroup {
  const event = { type: name, actor: 'system', text: '{}' }
  return { tenant, room, key, events: Array.from({ length: size }, () => event) }
}

/** A database whose statements end when the test says so. */
class Statements {
  readonly statements: string[][] = []
  readonly results: string[] = []
  readonly queue: AppendQueue
  readonly #open: (() => void)[] = []
  readonly #waiting = new Map<number, () => void>()

  constructor(options: { concurrency?: number; refuses?: string; breaks?: number } = {}) {
    const { concurrency = 1, refuses, breaks = 0 } = options
    this.queue = new AppendQueue({
      concurrency,
      run: async (groups) => {
        const names = groups.map(nameOf)
        this.statements.push(names)
        this.#waiting.get(this.statements.length)?.()
        await new Promise<void>((resolve) => this.#open.push(resolve))
        if (this.statements.length <= breaks) throw new Error('Connection terminated unexpectedly')
        if (refuses !== undefined && names.includes(refuses)) throw new Error('refused')
        return groups.map(
          ({ events }): GroupResult => ({ status: 'ok', seq: 1, at: 0, size: events.length }),
        )
      },
      onResult: (done) => this.results.push(nameOf(done)),
    })
  }

  /** Resolves when the database was asked so many times. */
  async started(count: number): Promise<void> {
    if (this.statements.length >= count) return
    await new Promise<void>((resolve) => this.#waiting.set(count, resolve))
  }

  finish(): void {
    this.#open.shift()?.()
  }
}

function nameOf({ events }: AppendGroup): string {
  return events[0]?.type ?? ''
}
