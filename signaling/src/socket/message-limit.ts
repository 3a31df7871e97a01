import { LIMITS } from '@visavis/protocol'
import { TokenBucket } from './token-bucket.ts'

/** A burst is what arrives in this many seconds of the lasting rate. */
const BURST_SECONDS = 10
/** Bytes for each message of the rate. A chat line has a few hundred; many long ones are no conversation. */
const BYTES_PER_MESSAGE = 640
/** However low the rate, a frame that is allowed fits. */
const MIN_BURST_BYTES = 2 * LIMITS.frameBytes

/** What becomes of a message. */
export type Verdict = 'take' | 'too-many' | 'too-long' | 'close'

/** Refuses what is above the rate, in messages or in bytes; gives up on a peer that goes on regardless. */
export class MessageLimit {
  readonly #taken: Rates
  readonly #refused: Rates

  constructor(messagesPerSecond: number, now: number) {
    this.#taken = createRates(messagesPerSecond, now)
    this.#refused = createRates(messagesPerSecond, now)
  }

  take(bytes: number, now: number): Verdict {
    const verdict = judge(this.#taken, bytes, now)
    if (verdict === 'take') return verdict
    return judge(this.#refused, bytes, now) === 'take' ? verdict : 'close'
  }
}

interface Rates {
  readonly messages: TokenBucket
  readonly bytes: TokenBucket
}

function createRates(messagesPerSecond: number, now: number): Rates {
  const bytesPerSecond = messagesPerSecond * BYTES_PER_MESSAGE
  const burstBytes = Math.max(bytesPerSecond * BURST_SECONDS, MIN_BURST_BYTES)
  const burst = messagesPerSecond * BURST_SECONDS
  return {
    messages: new TokenBucket({ perSecond: messagesPerSecond, burst }, now),
    bytes: new TokenBucket({ perSecond: bytesPerSecond, burst: burstBytes }, now),
  }
}

function judge({ messages, bytes }: Rates, length: number, now: number) {
  if (!messages.take(now)) return 'too-many'
  return bytes.take(now, length) ? 'take' : 'too-long'
}
