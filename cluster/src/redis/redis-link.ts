import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { RedisAddress } from './redis-address.ts'
import type { RedisClient } from './redis-client.ts'
import { RedisPair } from './redis-pair.ts'

const FIRST_WAIT_MS = 50
/** Also how long a Redis that is back may go unnoticed. */
const LONGEST_WAIT_MS = 1_000

export interface RedisLinkOptions {
  readonly address: RedisAddress
  readonly logger: Pick<Logger, 'info' | 'warn'>
}

/** Thrown at once for whatever needs Redis while it is out of reach. */
export class RedisDownError extends Error {
  constructor() {
    super('Redis is out of reach')
    this.name = 'RedisDownError'
  }
}

/**
 * Redis, through restarts and failovers: one pair of connections after the other, each to whatever is the primary then.
 * While there is none, commands fail at once.
 */
export class RedisLink implements AsyncDisposable {
  readonly #options: RedisLinkOptions
  readonly #abort = new AbortController()
  readonly #upListeners = new Set<() => void>()
  readonly #ended: Promise<void>
  #pair: RedisPair | undefined
  #isTold = false

  constructor(options: RedisLinkOptions) {
    this.#options = options
    this.#ended = this.#run()
  }

  get isUp(): boolean {
    return this.#pair !== undefined
  }

  /** Throws `RedisDownError`. */
  get commands(): RedisClient {
    if (!this.#pair) throw new RedisDownError()
    return this.#pair.commands
  }

  /** The connection that only listens; `undefined` while Redis is out of reach. */
  get listener(): RedisClient | undefined {
    return this.#pair?.listener
  }

  /** Called each time there are new connections, which know nothing of the old ones' subscriptions. */
  onUp(listener: () => void): () => void {
    this.#upListeners.add(listener)
    return () => this.#upListeners.delete(listener)
  }

  async close(): Promise<void> {
    this.#abort.abort()
    this.#pair?.close()
    await this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort
    for (let vain = 0; !signal.aborted; vain++) {
      if (await this.#live()) vain = 0
      const waitMs =
        Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** vain) * (0.5 + Math.random() / 2)
      await delay(waitMs, undefined, { signal }).catch(() => {})
    }
  }

  /** One pair of connections from beginning to end: whether it ever worked. */
  async #live(): Promise<boolean> {
    const { address, logger } = this.#options
    try {
      const pair = await RedisPair.connect(address)
      if (this.#abort.signal.aborted) pair.close()
      else this.#use(pair)
      const reason = await pair.ended
      this.#pair = undefined
      if (!this.#abort.signal.aborted) logger.warn({ reason }, 'Redis lost')
      return true
    } catch (err) {
      if (!this.#isTold) logger.warn({ err }, 'Redis is out of reach')
      this.#isTold = true
      return false
    }
  }

  #use(pair: RedisPair): void {
    this.#pair = pair
    this.#isTold = false
    this.#options.logger.info('Redis linked')
    for (const listener of [...this.#upListeners]) listener()
  }
}
