import { Emitter } from '../emitter.ts'
import type { Room } from '../room/room.ts'
import { isWeakReception, type ReceptionSample, sampleReception } from './reception.ts'

const INTERVAL_MS = 3_000
const LOOKS_TO_AGREE = 2

/** Looks at a room's statistics every few seconds and says whether the connection is weak. */
export class QualityWatch extends Emitter<{ changed: boolean }> {
  #timer: ReturnType<typeof setInterval> | undefined
  #last: ReceptionSample | null = null
  #isWeak = false
  /** Looks in a row that disagreed with what was said last. */
  #disagreements = 0

  get isWeak(): boolean {
    return this.#isWeak
  }

  start(room: Room): void {
    this.stop()
    this.#timer = setInterval(() => {
      room.stats().then(
        (reports) => this.#judge(sampleReception(reports)),
        () => undefined,
      )
    }, INTERVAL_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#last = null
    this.#isWeak = false
    this.#disagreements = 0
  }

  #judge(sample: ReceptionSample): void {
    const isWeak = this.#last !== null && isWeakReception(this.#last, sample)
    this.#last = sample
    this.#disagreements = isWeak === this.#isWeak ? 0 : this.#disagreements + 1
    // One bad moment is not worth a word, one good moment no all-clear.
    if (this.#disagreements < LOOKS_TO_AGREE) return
    this.#disagreements = 0
    this.#isWeak = isWeak
    this.emit('changed', isWeak)
  }
}
