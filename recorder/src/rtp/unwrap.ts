const TURN = 2 ** 32

/** Continues 32-bit RTP timestamps beyond their end. */
export class TimestampUnwrapper {
  #last: number | undefined

  unwrap(timestamp: number): number {
    if (this.#last === undefined) this.#last = timestamp
    else this.#last += ((timestamp - this.#last) % TURN) << 0
    return this.#last
  }
}
