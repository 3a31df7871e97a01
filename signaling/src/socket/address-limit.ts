import { networkOf } from '../network-of.ts'

/** Refusals are cheap up to this many times the limit; beyond, there is not even an upgrade. */
const HARD_FACTOR = 2

export type Admission = 'admit' | 'close' | 'refuse'

/** How many sockets each network address holds; of IPv6, each /64. */
export class AddressLimit {
  readonly #max: number
  readonly #counts = new Map<string, number>()

  constructor(max: number) {
    this.#max = max
  }

  judge(address: string): Admission {
    const held = this.#counts.get(networkOf(address)) ?? 0
    if (held < this.#max) return 'admit'
    return held < this.#max * HARD_FACTOR ? 'close' : 'refuse'
  }

  /** Returns a function that gives the place back, once. */
  take(address: string): () => void {
    const network = networkOf(address)
    this.#counts.set(network, (this.#counts.get(network) ?? 0) + 1)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      const left = (this.#counts.get(network) ?? 1) - 1
      if (left > 0) this.#counts.set(network, left)
      else this.#counts.delete(network)
    }
  }
}
