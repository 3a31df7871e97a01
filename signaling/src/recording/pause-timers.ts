import type { RoomId } from '@visavis/protocol'
import type { Logger } from 'pino'
import type { RoomHub } from '../rooms/room-hub.ts'
import { unlessOver } from '../rooms/unless-over.ts'
import { planTimer } from './recording-plans.ts'

/** Ends pauses that have a timer. Of several processes with the same room the first does it. */
export class PauseTimers {
  readonly #logger: Logger
  readonly #timers = new Map<RoomId, { readonly until: number; readonly timer: NodeJS.Timeout }>()

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** After every change of a room. */
  follow(hub: RoomHub): void {
    const { room, state } = hub
    const phase = state.ended ? undefined : state.recording?.phase
    const isTimed = phase?.kind === 'paused' && phase.because === 'requested'
    const until = isTimed ? phase.until : null
    if (this.#timers.get(room)?.until === until) return
    this.#stop(room)
    if (until !== null) this.#start(hub, until)
  }

  close(): void {
    for (const room of [...this.#timers.keys()]) this.#stop(room)
  }

  #start(hub: RoomHub, until: number): void {
    const timer = setTimeout(() => this.#end(hub, until), Math.max(0, until - Date.now()))
    this.#timers.set(hub.room, { until, timer: timer.unref() })
  }

  #stop(room: RoomId): void {
    clearTimeout(this.#timers.get(room)?.timer)
    this.#timers.delete(room)
  }

  #end(hub: RoomHub, until: number): void {
    this.#timers.delete(hub.room)
    const id = hub.state.recording?.id
    if (!id) return
    unlessOver(hub.decide((state) => planTimer(state, id, until))).catch((err) =>
      this.#logger.error({ err, room: hub.room }, 'ending a pause failed'),
    )
  }
}
