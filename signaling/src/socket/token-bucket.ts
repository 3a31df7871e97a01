export interface TokenBucketOptions {
  /** Tokens that come back each second. */
  readonly perSecond: number
  /** Tokens of a full bucket: the largest burst. */
  readonly burst: number
}

/** Allows `burst` at once and `perSecond` for long. Time is an argument, in milliseconds. */
export class TokenBucket {
  readonly #perMs: number
  readonly #burst: number
  #tokens: number
  #at: number

  constructor({ perSecond, burst }: TokenBucketOptions, now: number) {
    this.#perMs = perSecond / 1_000
    this.#burst = burst
    this.#tokens = burst
    this.#at = now
  }

  /** Takes all of `count` or nothing. */
  take(now: number, count = 1): boolean {
    const elapsedMs = Math.max(0, now - this.#at)
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsedMs * this.#perMs)
    this.#at = now
    if (this.#tokens < count) return false
    this.#tokens -= count
    return true
  }
}
