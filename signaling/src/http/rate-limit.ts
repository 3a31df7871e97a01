import { VisavisError } from '@visavis/protocol'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { networkOf } from '../network-of.ts'

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

/** Counts requests by network address, in memory. */
export class RateLimit {
  readonly #limiter: RateLimiterMemory

  constructor({ requests, seconds }: Rate) {
    this.#limiter = new RateLimiterMemory({ points: requests, duration: seconds })
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
