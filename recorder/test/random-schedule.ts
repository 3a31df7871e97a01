import type { ParticipantId } from '@visavis/protocol'
import { GATE } from '../src/gate/packet-gate.ts'
import type { Schedule } from './simulated-log.ts'

/** A life of a log with everything that may go wrong between it and a recorder. */
export function randomSchedule(participants: readonly ParticipantId[]): Schedule {
  return {
    participants,
    readMs: between(1, 300),
    skewMs: between(-60_000, 60_000),
    changes: Array.from({ length: between(1, 12) }, () => ({
      afterMs: between(0, 2_500),
      recordable: participants.filter(() => Math.random() < 0.6),
      commitMs: Math.random() < 0.5 ? 2 : between(0, GATE.commitMs),
      tellMs: Math.random() < 0.3 ? null : between(0, 3_000),
    })),
    questions: Array.from({ length: between(1, 30) }, () => ({
      thereMs: Math.random() < 0.6 ? 1 : between(0, 700),
      backMs: Math.random() < 0.6 ? 1 : between(0, 700),
      isLost: Math.random() < 0.1,
    })),
  }
}

function between(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1))
}
