/** Names remembered at most; at 1,000 sessions a second for a token's life this is not reached. */
const MAX_NAMES = 600_000
/** Going through all names takes some ten milliseconds: not on every claim. */
const SWEEP_EVERY_MS = 1_000

export interface OnceMemoryOptions {
  readonly now?: () => number
  readonly maxNames?: number
}

/**
 * Answers `true` for the first claim of a name and `false` until the name has expired. When full, a new
 * name is refused rather than an old one forgotten: forgetting would let a token be replayed.
 */
export class OnceMemory {
  readonly #expiries = new Map<string, number>()
  readonly #now: () => number
  readonly #maxNames: number
  #sweptAt = Number.NEGATIVE_INFINITY

  constructor({ now = Date.now, maxNames = MAX_NAMES }: OnceMemoryOptions = {}) {
    this.#now = now
    this.#maxNames = maxNames
  }

  async claimOnce(name: string, ttlMs: number): Promise<boolean> {
    const now = this.#now()
    if ((this.#expiries.get(name) ?? 0) > now) return false
    this.#forgetExpired(now)
    if (this.#expiries.size >= this.#maxNames) return false
    this.#expiries.delete(name)
    this.#expiries.set(name, now + ttlMs)
    return true
  }

  /** Names come in about the order in which they expire, so the oldest few are enough until it is full. */
  #forgetExpired(now: number): void {
    const full = this.#expiries.size >= this.#maxNames && now - this.#sweptAt >= SWEEP_EVERY_MS
    if (full) this.#sweptAt = now
    for (const [name, expiry] of this.#expiries) {
      if (expiry <= now) this.#expiries.delete(name)
      else if (!full) return
    }
  }
}
