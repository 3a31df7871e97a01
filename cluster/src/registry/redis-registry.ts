import type { RedisLink } from '../redis/redis-link.ts'
import { type Entry, LEASE_MS, type Lease, RENEWALS_PER_LEASE, type Registry } from './registry.ts'

/** By the server's clock: those of the processes differ. */
const NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)"

/** KEYS: renewals, values. ARGV: id, value, lease. Forgets on the way who has not renewed. */
const PUT = `${NOW}
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], '-inf', now - ARGV[3], 'BYSCORE')) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
end`

const LIST = `${NOW}
local found = {}
local renewed = redis.call('ZRANGE', KEYS[1], now - ARGV[1], '+inf', 'BYSCORE', 'WITHSCORES')
for i = 1, #renewed, 2 do
  local value = redis.call('HGET', KEYS[2], renewed[i])
  if value then table.insert(found, { renewed[i], value, tostring(now - renewed[i + 1]) }) end
end
return found`

const TAKE = `redis.call('ZREM', KEYS[1], ARGV[1]) redis.call('HDEL', KEYS[2], ARGV[1])`

/** Two keys for each kind, in one slot. */
function keysOf(kind: string): string[] {
  return [`visavis:{${kind}}:renewed`, `visavis:{${kind}}:values`]
}

/** Leases in Redis. Those of a Redis that lost everything are back at the next renewal. */
export class RedisRegistry implements Registry {
  readonly #link: RedisLink
  readonly #leaseMs: number
  readonly #leases = new Set<RedisLease>()
  readonly #stopWatching: () => void
  readonly #timer: NodeJS.Timeout

  /** The link is the caller's to close, after this. */
  constructor(link: RedisLink, { leaseMs = LEASE_MS }: { leaseMs?: number } = {}) {
    this.#link = link
    this.#leaseMs = leaseMs
    const renew = () => {
      for (const lease of this.#leases) lease.put()
    }
    this.#stopWatching = link.onUp(renew)
    this.#timer = setInterval(renew, leaseMs / RENEWALS_PER_LEASE).unref()
  }

  hold(kind: string, id: string, value: unknown): Lease {
    const lease = new RedisLease({
      value,
      put: (text) => this.#run(PUT, kind, [id, text, String(this.#leaseMs)]),
      take: () => this.#run(TAKE, kind, [id]),
      onClosed: () => this.#leases.delete(lease),
    })
    this.#leases.add(lease)
    lease.put()
    return lease
  }

  async list(kind: string): Promise<readonly Entry[]> {
    const found = await this.#run(LIST, kind, [String(this.#leaseMs)])
    return (Array.isArray(found) ? found : []).map(([id, value, ageMs]) => ({
      id: String(id),
      value: JSON.parse(String(value)),
      ageMs: Number(ageMs),
    }))
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#stopWatching()
    await Promise.all([...this.#leases].map((lease) => lease.close()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** Rejects, never throws: also while Redis is out of reach. */
  async #run(script: string, kind: string, values: string[]): Promise<unknown> {
    return this.#link.commands.eval(script, { keys: keysOf(kind), arguments: values })
  }
}

interface RedisLeaseOptions {
  readonly value: unknown
  put(text: string): Promise<unknown>
  take(): Promise<unknown>
  onClosed(): void
}

class RedisLease implements Lease {
  readonly #options: RedisLeaseOptions
  #text: string
  #isHeld = true

  constructor(options: RedisLeaseOptions) {
    this.#options = options
    this.#text = JSON.stringify(options.value)
  }

  /** What fails now is made up for by the next renewal. */
  put(): void {
    if (this.#isHeld) this.#options.put(this.#text).catch(() => {})
  }

  update(value: unknown): void {
    this.#text = JSON.stringify(value)
    this.put()
  }

  async close(): Promise<void> {
    if (!this.#isHeld) return
    this.#isHeld = false
    this.#options.onClosed()
    await this.#options.take().catch(() => {})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
