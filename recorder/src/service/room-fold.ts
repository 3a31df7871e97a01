import {
  EMPTY_ROOM,
  foldRoom,
  type PartEnd,
  type ParticipantId,
  type RecordingId,
  type RecordingPause,
  type RoomEvent,
  type RoomState,
  recordableOf,
} from '@visavis/protocol'
import type { ServerTime } from '../gate/server-clock.ts'

export interface Folded {
  readonly seq: number
  readonly at: number
  readonly recordable: ReadonlySet<ParticipantId>
}

const NOBODY: ReadonlySet<ParticipantId> = new Set()

/** The room as a recorder folds it, for one recording. */
export class RoomFold {
  readonly #recording: RecordingId
  #state: RoomState = EMPTY_ROOM
  #pauses: RecordingPause[] = []

  constructor(recording: RecordingId) {
    this.#recording = recording
  }

  get state(): RoomState {
    return this.#state
  }

  get seq(): number {
    return this.#state.seq
  }

  get pauses(): RecordingPause[] {
    return this.#pauses
  }

  /** Who this recording may have after each event that continues the log. */
  *fold(events: readonly RoomEvent[]): Generator<Folded> {
    for (const event of events) {
      if (event.seq !== this.#state.seq + 1) continue
      this.#state = foldRoom(this.#state, [event])
      this.#notePauses()
      yield { seq: event.seq, at: event.at, recordable: this.#recordable() }
    }
  }

  /** Whether there is nothing to record any more. */
  get isOver(): boolean {
    const { recording, ended } = this.#state
    const isMine = recording?.id === this.#recording
    return ended !== null || !isMine || recording.phase.kind === 'stopped'
  }

  /** Why somebody might not be recorded at that time, which may be before events that are known by now. */
  reasonFor(participant: ParticipantId, { earliest, latest }: ServerTime): PartEnd {
    const isPause = ({ because, from, to }: RecordingPause) =>
      because === 'requested' && from <= latest && (to === null || to >= earliest)
    if (this.#pauses.some(isPause)) return 'paused'
    if (this.isOver) return 'stopped'
    const isThere = this.#state.participants[participant]?.presence !== 'left'
    return isThere ? 'consent' : 'track-ended'
  }

  #recordable(): ReadonlySet<ParticipantId> {
    return this.#state.recording?.id === this.#recording ? recordableOf(this.#state) : NOBODY
  }

  #notePauses(): void {
    const { recording, at } = this.#state
    const phase = recording?.id === this.#recording ? recording.phase : undefined
    const open = this.#pauses.at(-1)
    const because = phase?.kind === 'paused' ? phase.because : undefined
    if (open?.to === null && open.because === because) return
    if (open?.to === null) this.#pauses = [...this.#pauses.slice(0, -1), { ...open, to: at }]
    if (because) this.#pauses = [...this.#pauses, { from: at, to: null, because }]
  }
}
