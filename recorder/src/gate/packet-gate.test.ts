import { newId, type ParticipantId } from '@visavis/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IDEAL, type Question, type Schedule, simulate } from '../../test/simulated-log.ts'
import { GATE, PacketGate } from './packet-gate.ts'

const [ada, bob] = [newId('participant'), newId('participant')]
const participants = [ada, bob]

const whose = fc.subarray<ParticipantId>(participants)
const change = fc.record({
  afterMs: fc.integer({ min: 0, max: 2_500 }),
  recordable: whose,
  commitMs: fc.oneof(fc.constant(2), fc.integer({ min: 0, max: GATE.commitMs })),
  tellMs: fc.option(fc.integer({ min: 0, max: 3_000 })),
})
const question: fc.Arbitrary<Question> = fc.record({
  thereMs: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 700 })),
  backMs: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 700 })),
  isLost: fc.oneof({ arbitrary: fc.constant(false), weight: 4 }, fc.boolean()),
})
const schedule: fc.Arbitrary<Schedule> = fc.record({
  skewMs: fc.integer({ min: -60_000, max: 60_000 }),
  changes: fc.array(change, { minLength: 1, maxLength: 12 }),
  questions: fc.array(question, { minLength: 1, maxLength: 30 }),
  participants: fc.constant(participants),
  readMs: fc.integer({ min: 1, max: 300 }),
})

describe('the gate', () => {
  test('REC-8: passes nothing outside consent, whatever is late, lost or set to another time', () => {
    let passed = 0
    fc.assert(
      fc.property(schedule, (one) => {
        const outcome = simulate(one)
        passed += outcome.passed
        expect(outcome.wrong).toBe(0)
      }),
      { numRuns: 300 },
    )
    expect(passed).toBeGreaterThan(10_000)
  })

  test('passes everything but the edges while the log can be asked', () => {
    const at = (afterMs: number, recordable: ParticipantId[]) => ({
      ...{ afterMs, recordable, commitMs: 2, tellMs: 5 },
    })
    const outcome = simulate({
      skewMs: 1_234,
      changes: [at(0, [ada, bob]), at(3_000, [ada]), at(3_000, [])],
      questions: [IDEAL],
      participants,
      readMs: 20,
    })
    // Bob's first three seconds and Ada's first six, in packets of 20 ms.
    expect(outcome.passed).toBeGreaterThanOrEqual(450 - 4)
    expect(outcome).toMatchObject({ wrong: 0 })
  })

  test('passes nothing 500 ms after the last answer, and what was held once there is one again', () => {
    const gate = allowed(ada)
    confirm(gate, 10_000)
    gate.push(packet(9_600, 1))
    expect(kinds(gate, 10_499)).toEqual([])
    expect(kinds(gate, 10_601)).toEqual([])
    confirm(gate, 10_700)
    expect(kinds(gate, 10_701)).toEqual(['pass'])
  })

  test('throws away what no answer comes for', () => {
    const gate = allowed(ada)
    confirm(gate, 10_000)
    gate.push(packet(10_001, 1))
    expect([...gate.drain(10_001 + GATE.patienceMs)]).toMatchObject([
      { kind: 'refuse', reason: 'log-unreachable' },
    ])
  })

  test('waits for events that are in the log and have not come', () => {
    const gate = allowed(ada)
    gate.push(packet(9_000, 1))
    gate.confirm({ askedAt: 9_999, answeredAt: 10_001, serverNow: 10_000, head: 2 })
    expect(kinds(gate, 10_002)).toEqual([])
    gate.fold({ seq: 2, at: 8_990, recordable: new Set() })
    expect(kinds(gate, 10_003)).toEqual(['refuse'])
  })

  test('gives packets back in the order of their numbers, each once', () => {
    const gate = allowed(ada)
    const numbers = [65_534, 1, 65_535, 0, 1, 3]
    for (const [index, sequence] of numbers.entries()) gate.push(packet(9_000 + index, sequence))
    confirm(gate, 10_100)
    const passed = [...gate.drain(10_101)].map(({ packet: { sequence } }) => sequence)
    expect(passed).toEqual([65_534, 65_535, 0, 1, 3])
    gate.push(packet(9_050, 2))
    expect(kinds(gate, 10_102)).toEqual([])
  })
})

function allowed(participant: ParticipantId): PacketGate {
  const gate = new PacketGate()
  gate.fold({ seq: 1, at: 0, recordable: new Set([participant]) })
  return gate
}

function confirm(gate: PacketGate, at: number): void {
  gate.confirm({ askedAt: at - 1, answeredAt: at, serverNow: at, head: 1 })
}

function packet(arrivedAt: number, sequence: number) {
  return { track: 'voice', participant: ada, sequence, arrived: exactly(arrivedAt) }
}

function exactly(at: number) {
  return { earliest: at, latest: at }
}

function kinds(gate: PacketGate, now: number): string[] {
  return [...gate.drain(now)].map(({ kind }) => kind)
}
