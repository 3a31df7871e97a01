import { TokenBucket } from './token-bucket.ts'

/** A burst is what arrives in this many seconds of the lasting rate. */
const BURST_SECONDS = 10

/** What becomes of a message. */
export type Verdict = 'take' | 'refuse' | 'close'

/** Refuses what is above the rate; gives up on a peer that goes on regardless. */
export class MessageLimit {
  readonly #messages: TokenBucket
  readonly #refusals: TokenBucket

  constructor(perSecond: number, now: number) {
    const options = { perSecond, burst: perSecond * BURST_SECONDS }
    this.#messages = new TokenBucket(options, now)
    this.#refusals = new TokenBucket(options, now)
  }

  take(now: number): Verdict {
    if (this.#messages.take(now)) return 'take'
    return this.#refusals.take(now) ? 'refuse' : 'close'
  }
}
