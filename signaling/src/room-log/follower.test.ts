import { newId, type RoomEvent, type TenantId } from '@visavis/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RoomFollower } from './follower.ts'

type Step =
  | { kind: 'commit'; size: number }
  | { kind: 'announce'; from: number; size: number }
  | { kind: 'hear' }
  | { kind: 'answer' }
  | { kind: 'fail' }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('commit' as const), size: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    kind: fc.constant('announce' as const),
    from: fc.integer({ min: 1, max: 12 }),
    size: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ kind: fc.constant('hear' as const) }),
  fc.record({ kind: fc.constant('answer' as const) }),
  fc.record({ kind: fc.constant('fail' as const) }),
)

describe('a follower', () => {
  test('whatever is announced, lost, doubled, reordered or failing, delivers each event once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const room = new PretendRoom()
        for (const one of steps) await room.run(one)
        await room.settle()
        expect(room.delivered).toEqual(Array.from({ length: room.head }, (_, index) => index + 1))
      }),
      { numRuns: 300 },
    )
  })

  test('delivers nothing after it is closed, not even what it was reading', async () => {
    const room = new PretendRoom()
    await room.run({ kind: 'commit', size: 3 })
    room.follower.close()
    await room.settle()
    expect(room.delivered).toEqual([])
    expect(room.closed).toBe(1)
  })
})

/** A log in memory whose reads are answered, or fail, when the test says so. */
class PretendRoom {
  readonly delivered: number[] = []
  head = 0
  closed = 0
  readonly follower: RoomFollower
  readonly #reads: {
    after: number
    resolve(events: RoomEvent[]): void
    reject(error: unknown): void
  }[] = []

  constructor() {
    this.follower = new RoomFollower({
      tenant: 'acme' as TenantId,
      room: newId('room'),
      after: 0,
      read: (after) =>
        new Promise((resolve, reject) => {
          this.#reads.push({ after, resolve, reject })
        }),
      onEvents: (events) => this.delivered.push(...events.map(({ seq }) => seq)),
      onError() {},
      onClosed: () => {
        this.closed++
      },
    })
  }

  async run(one: Step): Promise<void> {
    switch (one.kind) {
      case 'commit':
        this.head += one.size
        break
      case 'announce':
        this.follower.offer(this.#events(one.from - 1, one.from + one.size - 1))
        break
      case 'hear':
        this.follower.hear(this.head)
        break
      case 'answer':
        this.#answer()
        break
      case 'fail':
        this.#reads.shift()?.reject(new Error('gone'))
        break
    }
    await turn()
  }

  /** The head is looked at, and reads are answered, until nothing is left to read. */
  async settle(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      this.follower.hear(this.head)
      while (this.#reads.length > 0) {
        this.#answer()
        await turn()
      }
    }
  }

  #answer(): void {
    const read = this.#reads.shift()
    read?.resolve(this.#events(read.after, this.head))
  }

  #events(after: number, upTo: number): RoomEvent[] {
    const count = Math.max(0, Math.min(upTo, this.head) - after)
    return Array.from({ length: count }, (_, index) => ({
      seq: after + index + 1,
      at: 0,
      type: 'room-ended',
      actor: 'system',
      body: { reason: 'cancelled' },
    }))
  }
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
