import { Steady } from './steady.ts'

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
  readonly #flooded = new Steady()

  get isFlooded(): boolean {
    return this.#flooded.is
  }

  /** Twice a second. */
  look(lostShare: number): void {
    if (this.isFlooded) this.#flooded.look(lostShare >= CALM_LOSS, CALM_LOOKS)
    else this.#flooded.look(lostShare > FLOODED_LOSS, LOOKS_TO_AGREE)
  }
}
