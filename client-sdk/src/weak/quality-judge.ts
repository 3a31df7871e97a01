import { isWeakReception, type ReceptionSample } from './reception.ts'

/**
 * Looks that must agree before it is said. Fewer tell sooner, and take a machine that was busy for some seconds for a
 * weak connection.
 */
const LOOKS_TO_AGREE = 3

/** One bad moment is not worth a word, one good moment no all-clear. */
export class QualityJudge {
  #last: ReceptionSample | null = null
  #isWeak = false
  /** Looks in a row that disagreed with what was said last. */
  #disagreements = 0

  get isWeak(): boolean {
    return this.#isWeak
  }

  /** Something else leaves no doubt. */
  know(): void {
    this.#isWeak = true
    this.#disagreements = 0
  }

  /** Whether the judgement changed. */
  look(sample: ReceptionSample, isLossExplained = false): boolean {
    const isWeak = this.#last !== null && isWeakReception(this.#last, sample, isLossExplained)
    this.#last = sample
    this.#disagreements = isWeak === this.#isWeak ? 0 : this.#disagreements + 1
    if (this.#disagreements < LOOKS_TO_AGREE) return false
    this.#disagreements = 0
    this.#isWeak = isWeak
    return true
  }
}
