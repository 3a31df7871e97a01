import { findPrimary } from './find-primary.ts'
import type { RedisAddress } from './redis-address.ts'
import { createRedisClient, type RedisClient } from './redis-client.ts'
import { within } from './within.ts'

const PING_EVERY_MS = 500
/** A server that is frozen looks like one that is slow. Shorter, and a fork of a large one would look dead. */
const PING_TIMEOUT_MS = 1_000
/** From the first packet to the role. */
const GREETING_MS = 1_500

/** Two connections to one primary: one for commands, one that only listens. They end together. */
export class RedisPair {
  readonly commands: RedisClient
  readonly listener: RedisClient
  /** Resolves with why when the pair can be used no more. */
  readonly ended: Promise<string>
  readonly #end: (reason: string) => void
  #timer: NodeJS.Timeout | undefined
  #isOver = false

  /** Rejects when there is no primary, or it does not answer. */
  static async connect(address: RedisAddress): Promise<RedisPair> {
    const primary = await findPrimary(address)
    const pair = new RedisPair(
      createRedisClient(primary, address),
      createRedisClient(primary, address),
    )
    try {
      await within(GREETING_MS, pair.#greet())
      return pair
    } catch (error) {
      pair.close()
      throw error
    }
  }

  private constructor(commands: RedisClient, listener: RedisClient) {
    this.commands = commands
    this.listener = listener
    const { promise, resolve } = Promise.withResolvers<string>()
    this.ended = promise
    this.#end = resolve
    for (const client of [commands, listener]) {
      client.on('error', (error: Error) => this.#fail(error.message))
      client.on('end', () => this.#fail('closed'))
    }
  }

  close(): void {
    this.#fail('closed here')
  }

  async #greet(): Promise<void> {
    await Promise.all([this.commands.connect(), this.listener.connect()])
    const place = await this.commands.role()
    // After a failover the old primary is a replica, which refuses writes and hears nothing of them.
    if (place?.role !== 'master') throw new Error('This Redis is not the primary')
    this.#pingLater()
  }

  #pingLater(): void {
    if (this.#isOver) return
    this.#timer = setTimeout(() => void this.#ping(), PING_EVERY_MS).unref()
  }

  async #ping(): Promise<void> {
    try {
      await within(PING_TIMEOUT_MS, Promise.all([this.commands.ping(), this.listener.ping()]))
      this.#pingLater()
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : 'no answer')
    }
  }

  #fail(reason: string): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#timer)
    for (const client of [this.commands, this.listener]) if (client.isOpen) client.destroy()
    this.#end(reason)
  }
}
