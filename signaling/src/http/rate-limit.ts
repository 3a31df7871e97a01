import { VisavisError } from '@visavis/protocol'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import { networkOf } from '../network-of.ts'
import type { RedisCounters } from './redis-counters.ts'

export interface Rate {
  readonly requests: number
  readonly seconds: number
}

export interface Limits {
  /** Requests to `/v1/` from one address. A shop's backend mints every visitor's token from one. */
  readonly api: Rate
  /** Wrong API keys from one address. */
  readonly wrongKeys: Rate
  /** Reports of broken content security policies from one address. */
  readonly cspReports: Rate
  /** Measurements of bandwidth from one address, of up to 4 MiB each. A connection test makes five. */
  readonly probes: Rate
}

export const DEFAULT_LIMITS: Limits = {
  api: { requests: 2_000, seconds: 10 },
  wrongKeys: { requests: 20, seconds: 60 },
  cspReports: { requests: 60, seconds: 60 },
  probes: { requests: 40, seconds: 60 },
}

/** Counts together with other processes. */
export interface SharedCount {
  readonly counters: RedisCounters
  /** What is counted. */
  readonly name: string
}

/** Counts requests by network address: in memory, or together with others, and alone while those are out of reach. */
export class RateLimit {
  readonly #limiter: RateLimiterMemory | RateLimiterRedis

  constructor({ requests, seconds }: Rate, shared?: SharedCount) {
    const own = new RateLimiterMemory({ points: requests, duration: seconds })
    this.#limiter = !shared
      ? own
      : new RateLimiterRedis({
          points: requests,
          duration: seconds,
          keyPrefix: `visavis:rate:${shared.name}`,
          storeClient: shared.counters,
          useRedisPackage: true,
          rejectIfRedisNotReady: true,
          insuranceLimiter: own,
        })
  }

  /** Counts one; throws `rate-limited` when the address has used up its own. */
  async take(address: string): Promise<void> {
    try {
      await this.#limiter.consume(networkOf(address))
    } catch (cause) {
      throw new VisavisError('rate-limited', { cause })
    }
  }

  /** Throws `rate-limited` when nothing is left, without counting. */
  async demand(address: string): Promise<void> {
    const used = await this.#limiter.get(networkOf(address))
    if (used && used.remainingPoints <= 0) throw new VisavisError('rate-limited')
  }
}
