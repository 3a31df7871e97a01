import { pino } from 'pino'
import { vi } from 'vitest'
import { parseRedisUrl } from '../src/redis/redis-address.ts'
import { RedisLink } from '../src/redis/redis-link.ts'

/** A link that is up. */
export async function linkTo(url: string): Promise<RedisLink> {
  const address = parseRedisUrl(url)
  if (!address) throw new Error('Not a Redis URL')
  const link = new RedisLink({ address, logger: pino({ enabled: false }) })
  await untilUp(link)
  return link
}

export function untilUp(link: RedisLink): Promise<unknown> {
  return vi.waitUntil(() => link.isUp, { timeout: 10_000 })
}
