import type { RecordingId, RoomState } from '@visavis/protocol'

export const PATIENCE = {
  /** A recorder that nobody has heard of for so long is gone. One that lost its socket is back before. */
  lostMs: 6_000,
  /** A recording that nobody takes for so long has failed: people think that they are recorded. */
  unattendedMs: 30_000,
} as const

export type Verdict =
  /** Its recorder is gone: another may take it. */
  | { readonly kind: 'lost'; readonly recorder: string }
  /** There is nobody to record it. */
  | { readonly kind: 'failed' }

interface Waiting {
  readonly why: string
  readonly since: number
}

/** For how long recordings have been without a recorder. All times are arguments. */
export class RecorderPatience {
  #waiting = new Map<RecordingId, Waiting>()

  /** Rooms that are not among these are forgotten. `isHeld` says whether a room's recorder was heard of just now. */
  judge<R extends { readonly state: RoomState }>(
    rooms: readonly R[],
    isHeld: (room: R) => boolean,
    now: number,
  ): { room: R; recording: RecordingId; verdict: Verdict }[] {
    const before = this.#waiting
    this.#waiting = new Map()
    return rooms.flatMap((room) => {
      const { recording } = room.state
      const lack = recording && !room.state.ended ? lackOf(room.state, () => isHeld(room)) : null
      if (!recording || !lack) return []
      const why = lack.kind === 'lost' ? lack.recorder : lack.kind
      const known = before.get(recording.id)
      const waiting = known?.why === why ? known : { why, since: now }
      this.#waiting.set(recording.id, waiting)
      const patienceMs = lack.kind === 'lost' ? PATIENCE.lostMs : PATIENCE.unattendedMs
      const isOver = now - waiting.since >= patienceMs
      return isOver ? [{ room, recording: recording.id, verdict: lack }] : []
    })
  }
}

function lackOf({ recording }: RoomState, isHeld: () => boolean): Verdict | null {
  if (!recording || recording.phase.kind === 'stopped') return null
  const { recorder, phase } = recording
  if (recorder) return isHeld() ? null : { kind: 'lost', recorder }
  return phase.kind === 'on' ? { kind: 'failed' } : null
}
