import type { PubSub } from '@visavis/cluster'
import { type NewEvent, RecordingId, type RoomState } from '@visavis/protocol'
import type { Logger } from 'pino'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { RoomHub } from '../rooms/room-hub.ts'
import type { RoomHubs } from '../rooms/room-hubs.ts'
import { unlessOver } from '../rooms/unless-over.ts'
import { RecorderPatience, type Verdict } from './recorder-patience.ts'

const LOOK_MS = 1_000
/** What another process said of its recorders counts for as long. */
const HEARD_MS = 3_000
const TOPIC = 'recorders'

const News = Compile(Type.Object({ held: Type.Array(RecordingId) }))

export interface RecorderWatchOptions {
  readonly hubs: Pick<RoomHubs, 'all'>
  readonly pubSub: PubSub
  readonly logger: Logger
  readonly isShared: boolean
  /** Whether the recorder of this room's recording is connected here. */
  isHeldHere(hub: RoomHub): boolean
}

/** Finds recordings whose recorder died with the process that it was connected to, and those that nobody records. */
export class RecorderWatch {
  readonly #options: RecorderWatchOptions
  readonly #patience = new RecorderPatience()
  readonly #heard = new Map<RecordingId, number>()
  readonly #timer: NodeJS.Timeout
  readonly #stopListening: () => void

  constructor(options: RecorderWatchOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.#look(performance.now()), LOOK_MS).unref()
    this.#stopListening = options.isShared ? this.#listen() : () => {}
  }

  close(): void {
    clearInterval(this.#timer)
    this.#stopListening()
  }

  #listen(): () => void {
    return this.#options.pubSub.subscribe(TOPIC, {
      onMessage: (message) => {
        if (!News.Check(message)) return
        for (const recording of message.held) this.#heard.set(recording, performance.now())
      },
    })
  }

  #look(now: number): void {
    const { hubs, isHeldHere, isShared, pubSub } = this.#options
    const held = new Set(hubs.all.filter(isHeldHere))
    const ids = [...held].flatMap(({ state }) => (state.recording ? [state.recording.id] : []))
    if (isShared && ids.length > 0) pubSub.publish(TOPIC, { held: ids })
    for (const [id, at] of this.#heard) if (now - at > HEARD_MS) this.#heard.delete(id)
    const isHeld = (hub: RoomHub) => held.has(hub) || this.#isHeldElsewhere(hub)
    for (const { room, recording, verdict } of this.#patience.judge(hubs.all, isHeld, now)) {
      this.#follow(room, recording, verdict)
    }
  }

  /** While the others cannot be heard, they are believed. */
  #isHeldElsewhere({ state }: RoomHub): boolean {
    const { isShared, pubSub } = this.#options
    if (!isShared) return false
    return !pubSub.isUp || (state.recording !== null && this.#heard.has(state.recording.id))
  }

  #follow(hub: RoomHub, recording: RecordingId, verdict: Verdict): void {
    unlessOver(hub.decide((state) => planVerdict(state, recording, verdict))).catch((err) =>
      this.#options.logger.error({ err, room: hub.room }, 'giving up a recorder failed'),
    )
  }
}

function planVerdict({ recording }: RoomState, id: RecordingId, verdict: Verdict): NewEvent[] {
  if (recording?.id !== id || recording.phase.kind === 'stopped') return []
  if (verdict.kind === 'failed') {
    if (recording.recorder) return []
    const body = { recording: id, reason: 'failed' } as const
    return [{ type: 'recording-stopped', actor: 'system', body }]
  }
  const { recorder } = verdict
  if (recording.recorder !== recorder) return []
  const body = { recording: id, recorder, reason: 'lost' } as const
  return [{ type: 'recorder-released', actor: 'system', body }]
}
