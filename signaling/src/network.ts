import { MemoryPubSub, type PubSub, parseRedisUrl, RedisLink, RedisPubSub } from '@visavis/cluster'
import { type Settings, SettingsError } from '@visavis/settings'
import type { Logger } from 'pino'
import { RedisCounters } from './http/redis-counters.ts'

/** What reaches the other processes at once. Nothing that has to last goes this way. */
export interface Network extends AsyncDisposable {
  readonly pubSub: PubSub
  /** Absent where there is no Redis. */
  readonly counters: RedisCounters | undefined
}

/** Does not wait for Redis: a process that starts while it is gone takes calls all the same. */
export function openNetwork({ settings, logger }: { settings: Settings; logger: Logger }): Network {
  const { redisUrl, databaseUrl } = settings
  if (redisUrl === null) {
    const pubSub = new MemoryPubSub()
    return { pubSub, counters: undefined, [Symbol.asyncDispose]: () => pubSub.close() }
  }
  if (databaseUrl === null)
    throw refusal('VISAVIS_DATABASE_URL', 'is needed because VISAVIS_REDIS_URL is set.')
  const address = parseRedisUrl(redisUrl)
  if (!address) throw refusal('VISAVIS_REDIS_URL', 'names no host, or a port beyond 65535.')
  const link = new RedisLink({ address, logger })
  const pubSub = new RedisPubSub(link)
  return {
    pubSub,
    counters: new RedisCounters(link),
    async [Symbol.asyncDispose]() {
      await pubSub.close()
      await link.close()
    },
  }
}

function refusal(name: string, problem: string): SettingsError {
  return new SettingsError([{ name, message: `${name} ${problem}` }])
}
