/** Of all packets. So many are lost where far more is sent than the network takes, not on a bad radio. */
const FLOODED_LOSS = 0.5
const LOOKS_TO_AGREE = 2
const CALM_LOSS = 0.1
const CALM_LOOKS = 6

/**
 * Whether so much of what is sent is lost that asking for it again only makes it worse: repeats come on top of what the server
 * found out to be too much, and are lost as well, for up to ten seconds.
 */
export class Flood {
  #isFlooded = false
  /** Looks in a row that disagreed. */
  #disagreements = 0

  get isFlooded(): boolean {
    return this.#isFlooded
  }

  /** Twice a second. */
  look(lostShare: number): void {
    const disagrees = this.#isFlooded ? lostShare < CALM_LOSS : lostShare > FLOODED_LOSS
    this.#disagreements = disagrees ? this.#disagreements + 1 : 0
    if (this.#disagreements < (this.#isFlooded ? CALM_LOOKS : LOOKS_TO_AGREE)) return
    this.#isFlooded = !this.#isFlooded
    this.#disagreements = 0
  }
}
