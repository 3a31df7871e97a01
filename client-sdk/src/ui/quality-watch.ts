import { Emitter } from '../emitter.ts'
import type { Room } from '../room/room.ts'
import { QualityJudge } from './quality-judge.ts'
import { sampleReception } from './reception.ts'

const INTERVAL_MS = 3_000

/** Looks at a room's statistics every few seconds and says whether the connection is weak. */
export class QualityWatch extends Emitter<{ changed: boolean }> {
  #timer: ReturnType<typeof setInterval> | undefined
  #judge = new QualityJudge()

  get isWeak(): boolean {
    return this.#judge.isWeak
  }

  start(room: Room): void {
    this.stop()
    const judge = this.#judge
    this.#timer = setInterval(() => {
      room.stats().then(
        (reports) => {
          if (judge.look(sampleReception(reports))) this.emit('changed', judge.isWeak)
        },
        () => undefined,
      )
    }, INTERVAL_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#judge = new QualityJudge()
  }
}
