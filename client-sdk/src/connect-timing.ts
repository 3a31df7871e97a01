import { CONNECT_STAGES, type ConnectStage, connectMs } from '@visavis/protocol/browser'
import { Emitter } from './emitter.ts'

/** How one room was entered. */
export interface ConnectReport {
  /** Milliseconds after the request to enter; 0 for what was there before it. Absent: not reached. */
  readonly stages: Readonly<Partial<Record<ConnectStage, number>>>
  /** Whether sound and picture were connected before the request. */
  readonly isPrepared: boolean
  /** To the first picture, without the wait for somebody to answer. */
  readonly connectMs: number | undefined
}

/** Notes when the stages on the way to a first picture are reached. */
export class ConnectTiming extends Emitter<{ complete: ConnectReport }> {
  readonly #now: () => number
  readonly #marks = new Map<ConnectStage, number>()
  #startedAt: number | null = null
  #isComplete = false

  constructor(options: { now?: () => number } = {}) {
    super()
    this.#now = options.now ?? (() => performance.now())
  }

  /** The request to enter goes out. Stages reached before stay reached. */
  start(): void {
    this.#startedAt = this.#now()
    this.#isComplete = false
    for (const stage of ['join', 'answered', 'firstPacket', 'firstFrame'] as const) {
      this.#marks.delete(stage)
    }
  }

  /** The first time counts. */
  mark(stage: ConnectStage): void {
    if (this.#isComplete || this.#marks.has(stage)) return
    this.#marks.set(stage, this.#now())
    if (stage !== 'firstFrame' || this.#startedAt === null) return
    this.#isComplete = true
    this.emit('complete', this.report())
  }

  /** Media is built anew: what led to it is no longer true. */
  forgetMedia(): void {
    for (const stage of ['transports', 'ice', 'dtls'] as const) this.#marks.delete(stage)
  }

  report(): ConnectReport {
    const startedAt = this.#startedAt ?? this.#now()
    const reached = CONNECT_STAGES.flatMap((stage) => {
      const at = this.#marks.get(stage)
      return at === undefined ? [] : [[stage, Math.max(0, Math.round(at - startedAt))] as const]
    })
    const stages: Partial<Record<ConnectStage, number>> = Object.fromEntries(reached)
    return { stages, isPrepared: stages.dtls === 0, connectMs: connectMs(stages) }
  }
}
