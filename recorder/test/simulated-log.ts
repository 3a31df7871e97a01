import type { ParticipantId } from '@visavis/protocol'
import { type GateDecision, type HeldPacket, PacketGate } from '../src/gate/packet-gate.ts'

/** A change of who may be recorded, as the log gets it. All in milliseconds. */
export interface Change {
  readonly afterMs: number
  readonly recordable: readonly ParticipantId[]
  /** From the event's time to its commit. */
  readonly commitMs: number
  /** From the commit to the recorder; `null` when the announcement is lost. */
  readonly tellMs: number | null
}

/** How one question about the log's head fares. */
export interface Question {
  readonly thereMs: number
  readonly backMs: number
  readonly isLost: boolean
}

export interface Schedule {
  /** How far the recorder's clock is ahead of the server's. */
  readonly skewMs: number
  readonly changes: readonly Change[]
  /** Used in turn, over and over. */
  readonly questions: readonly Question[]
  readonly participants: readonly ParticipantId[]
  /** Packets are read so often: when they arrived is not known more closely. */
  readonly readMs: number
}

export interface Outcome {
  /** Passed although the log forbade it at the true time of its arrival. */
  readonly wrong: number
  readonly passed: number
  readonly refused: number
}

const PACKET_MS = 20
const CONFIRM_MS = 200
const TAIL_MS = 8_000

/** Plays a schedule to its end: packets of all participants arrive all the time, and a real gate decides. */
export function simulate(schedule: Schedule): Outcome {
  const { skewMs, changes, questions, participants, readMs } = schedule
  const log = timesOf(changes)
  const end = (log.at(-1)?.committedAt ?? 0) + TAIL_MS
  const gate = new PacketGate<SimulatedPacket>()
  const agenda = new Agenda()
  let folded = 0
  const foldThrough = (count: number) => {
    for (; folded < count; folded++) {
      const { at = 0, recordable = new Set<ParticipantId>() } = log[folded] ?? {}
      gate.fold({ seq: folded + 1, at, recordable })
    }
  }
  for (const [index, { committedAt, tellMs }] of log.entries()) {
    if (tellMs !== null) agenda.add(committedAt + tellMs, () => foldThrough(index + 1))
  }
  for (let turn = 0, at = 0; at < end; turn++, at += CONFIRM_MS) {
    const { thereMs, backMs, isLost } = questions[turn % questions.length] ?? IDEAL
    if (isLost) continue
    const readAt = at + thereMs
    const head = log.filter(({ committedAt }) => committedAt <= readAt).length
    agenda.add(readAt + backMs, (now) => {
      gate.confirm({ askedAt: at + skewMs, answeredAt: now + skewMs, serverNow: readAt, head })
      foldThrough(head)
    })
  }
  const count = { wrong: 0, passed: 0, refused: 0 }
  const judge = ({ kind, packet }: GateDecision<SimulatedPacket>) => {
    if (kind === 'refuse') count.refused += 1
    else {
      count.passed += 1
      const truth = recordableAt(log, packet.trueAt)
      if (!truth.has(packet.participant)) count.wrong += 1
    }
  }
  let unread: { trueAt: number; sequence: number }[] = []
  for (let at = 0, number = 65_500; at < end; at += PACKET_MS, number++) {
    agenda.add(at, () => unread.push({ trueAt: at, sequence: number & 0xffff }))
  }
  for (let before = 0; before < end; before += readMs) {
    const arrived = { earliest: before + skewMs, latest: before + readMs + skewMs }
    agenda.add(before + readMs, () => {
      for (const participant of participants) {
        for (const one of unread) gate.push({ track: participant, participant, ...one, arrived })
      }
      unread = []
      for (const decision of gate.drain(arrived.latest)) judge(decision)
    })
  }
  agenda.run()
  return count
}

/** The gate is not told when it truly arrived. */
interface SimulatedPacket extends HeldPacket {
  readonly trueAt: number
}

export const IDEAL: Question = { thereMs: 1, backMs: 1, isLost: false }

interface Logged {
  readonly at: number
  readonly committedAt: number
  readonly tellMs: number | null
  readonly recordable: ReadonlySet<ParticipantId>
}

/** One statement of a room is under way at a time, so commits are in order, and `at` is set under the lock. */
function timesOf(changes: readonly Change[]): Logged[] {
  let free = 0
  return changes.map(({ afterMs, recordable, commitMs, tellMs }) => {
    const at = free + afterMs
    free = at + commitMs
    return { at, committedAt: free, tellMs, recordable: new Set(recordable) }
  })
}

function recordableAt(log: readonly Logged[], at: number): ReadonlySet<ParticipantId> {
  return log.findLast((entry) => entry.at <= at)?.recordable ?? new Set()
}

/** What happens when. */
class Agenda {
  readonly #items: { at: number; run: (now: number) => void }[] = []

  add(at: number, run: (now: number) => void): void {
    this.#items.push({ at, run })
  }

  run(): void {
    this.#items.sort((one, other) => one.at - other.at)
    for (const { at, run } of this.#items) run(at)
  }
}
