import { type RedisLink, within } from '@visavis/cluster'

/** Who waits for a counter waits for a call. Beyond this one's own count does. */
const ANSWER_MS = 250

interface ScriptCall {
  readonly keys: string[]
  readonly arguments: string[]
}

/** Redis as `RateLimiterRedis` wants it, through failovers. */
export class RedisCounters {
  readonly #link: RedisLink

  constructor(link: RedisLink) {
    this.#link = link
  }

  get isReady(): boolean {
    return this.#link.isUp
  }

  async eval(script: string, call: ScriptCall): Promise<unknown> {
    return within(ANSWER_MS, this.#link.commands.eval(script, call))
  }

  multi() {
    return this.#link.commands.multi()
  }
}
