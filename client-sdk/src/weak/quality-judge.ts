import { isWeakReception, type ReceptionSample } from './reception.ts'
import { Steady } from './steady.ts'

/**
 * Looks that must agree before it is said. Fewer tell sooner, and take a machine that was busy for some seconds for a
 * weak connection.
 */
const LOOKS_TO_AGREE = 3

/** One bad moment is not worth a word, one good moment no all-clear. */
export class QualityJudge {
  readonly #weak = new Steady()
  #last: ReceptionSample | null = null

  get isWeak(): boolean {
    return this.#weak.is
  }

  /** Something else leaves no doubt. */
  know(): void {
    this.#weak.set(true)
  }

  look(sample: ReceptionSample, isLossExplained = false): void {
    const isWeak = this.#last !== null && isWeakReception(this.#last, sample, isLossExplained)
    this.#last = sample
    this.#weak.look(isWeak, LOOKS_TO_AGREE)
  }
}
