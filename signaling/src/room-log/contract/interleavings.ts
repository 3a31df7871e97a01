import { newId, type RoomId } from '@visavis/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AppendOutcome, RoomLog } from '../room-log.ts'
import { created, ended, placed, readAll, type Store, TENANT } from './store.ts'

interface Command {
  readonly room: number
  readonly create: boolean
  readonly key: string | undefined
  /** What the head is expected to be, relative to what it last was. */
  readonly expected: number | undefined
  readonly size: number
  readonly ends: boolean
}

const command: fc.Arbitrary<Command> = fc.record({
  room: fc.integer({ min: 0, max: 2 }),
  create: fc.boolean(),
  key: fc.option(fc.constantFrom('k1', 'k2', 'k3'), { nil: undefined, freq: 2 }),
  expected: fc.option(fc.integer({ min: -1, max: 1 }), { nil: undefined, freq: 3 }),
  size: fc.integer({ min: 1, max: 3 }),
  ends: fc.nat({ max: 9 }).map((value) => value === 0),
})

interface ModelRoom {
  head: number
  closed: boolean
  readonly keys: Map<string, number[]>
}

export function interleavings(store: () => Store): void {
  describe('any sequence of appends', () => {
    test('one after the other, does what a model of the log does', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(command, { maxLength: 15 }), async (commands) => {
          const { log } = store()
          const rooms = [newId('room'), newId('room'), newId('room')]
          const model = new Map<RoomId, ModelRoom>()
          for (const step of commands) {
            const room = rooms[step.room] as RoomId
            const expectedSeq = expectedSeqOf(step, model.get(room)?.head ?? 0)
            const actual = await run(log, room, step, expectedSeq)
            expect(summary(actual)).toEqual(predict(model, room, step, expectedSeq))
          }
          await checkRooms(log, model)
        }),
        { numRuns: 40 },
      )
    })

    test('all at once over two logs, leaves every room as if they had come one after the other', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(command, { minLength: 2, maxLength: 12 }), { maxLength: 4 }),
          async (rounds) => {
            const { log, anotherLog } = store()
            await using other = anotherLog()
            const rooms = [newId('room'), newId('room'), newId('room')]
            const done: Done[] = []
            for (const round of rounds) {
              const heads = await Promise.all(rooms.map((room) => headOf(log, room)))
              const outcomes = round.map(async (step, index) => {
                const room = rooms[step.room] as RoomId
                const expectedSeq = expectedSeqOf(step, heads[step.room] ?? 0)
                const outcome = await run(index % 2 ? log : other, room, step, expectedSeq)
                return { room, step, expectedSeq, outcome }
              })
              done.push(...(await Promise.all(outcomes)))
            }
            for (const room of rooms)
              await checkSerial(
                log,
                room,
                done.filter((one) => one.room === room),
              )
          },
        ),
        { numRuns: 30 },
      )
    })
  })
}

interface Done {
  readonly room: RoomId
  readonly step: Command
  readonly expectedSeq: number | undefined
  readonly outcome: AppendOutcome
}

function run(
  log: RoomLog,
  room: RoomId,
  step: Command,
  expectedSeq?: number,
): Promise<AppendOutcome> {
  const { create, key, size, ends } = step
  const filling = Array.from({ length: size - (ends ? 1 : 0) }, (_, index) =>
    index === 0 && create ? created : placed('w'),
  )
  return log.append({
    tenant: TENANT,
    room,
    create,
    events: ends ? [...filling, ended] : filling,
    ...(key !== undefined && { key }),
    ...(expectedSeq !== undefined && { expectedSeq }),
  })
}

function expectedSeqOf({ expected }: Command, head: number): number | undefined {
  return expected === undefined ? undefined : Math.max(0, head + expected)
}

function predict(model: Map<RoomId, ModelRoom>, room: RoomId, step: Command, expectedSeq?: number) {
  const { create, key, size, ends } = step
  const known = model.get(room)
  if (known === undefined && !create) return { status: 'not-found' }
  if (known === undefined && (expectedSeq ?? 0) !== 0) return { status: 'conflict', head: 0 }
  const state = known ?? { head: 0, closed: false, keys: new Map<string, number[]>() }
  const before = key === undefined ? undefined : state.keys.get(key)
  if (before !== undefined) return { status: 'duplicate', seqs: before }
  if (known !== undefined && create) return { status: 'conflict', head: state.head }
  if (state.closed) return { status: 'closed' }
  if (expectedSeq !== undefined && expectedSeq !== state.head)
    return { status: 'conflict', head: state.head }
  const seqs = Array.from({ length: size }, (_, index) => state.head + 1 + index)
  state.head += size
  state.closed = ends
  if (key !== undefined) state.keys.set(key, seqs)
  model.set(room, state)
  return { status: 'ok', seqs }
}

function summary(outcome: AppendOutcome) {
  if (outcome.status !== 'ok' && outcome.status !== 'duplicate') return outcome
  return { status: outcome.status, seqs: outcome.events.map(({ seq }) => seq) }
}

async function checkRooms(log: RoomLog, model: ReadonlyMap<RoomId, ModelRoom>): Promise<void> {
  for (const [room, { head, closed }] of model) {
    const row = await log.room(TENANT, room)
    expect(row?.head).toBe(head)
    expect(row?.closedAt !== null).toBe(closed)
    expect(await readAll(log, room)).toHaveLength(head)
    expect(await log.verify(TENANT, room)).toMatchObject({ ok: true, head })
  }
}

async function headOf(log: RoomLog, room: RoomId): Promise<number> {
  return (await log.room(TENANT, room))?.head ?? 0
}

async function checkSerial(log: RoomLog, room: RoomId, done: readonly Done[]): Promise<void> {
  const won = done.flatMap((one) =>
    one.outcome.status === 'ok' ? [{ ...one, events: one.outcome.events }] : [],
  )
  won.sort((a, b) => (a.events[0]?.seq ?? 0) - (b.events[0]?.seq ?? 0))
  if (won.length === 0) return
  const stored = await readAll(log, room)
  expect(won.flatMap(({ events }) => events)).toEqual(stored)
  expect(await log.verify(TENANT, room)).toMatchObject({ ok: true, head: stored.length })

  expect(won.map(({ step }) => step.create)).toEqual(won.map((_, index) => index === 0))
  expect(won.slice(0, -1).every(({ step }) => !step.ends)).toBe(true)
  for (const { expectedSeq, events } of won) {
    if (expectedSeq !== undefined) expect(events[0]?.seq).toBe(expectedSeq + 1)
  }
  const keys = won.map(({ step }) => step.key).filter((key) => key !== undefined)
  expect(new Set(keys).size).toBe(keys.length)
  for (const { step, outcome } of done) {
    if (outcome.status !== 'duplicate') continue
    expect(outcome.events).toEqual(won.find((first) => first.step.key === step.key)?.events)
  }
}
