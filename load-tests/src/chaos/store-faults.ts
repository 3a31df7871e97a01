import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { joinWhileGone, recoveredAfterMs } from './joins.ts'
import type { SignalingMember } from './signaling-member.ts'

/** Until its Sentinels have agreed on another primary, and longer. */
const FROZEN_MS = 5_000
const GONE_MS = 60_000

const JOINS = {
  join: { reach: { atMost: 1_000 }, unit: 'ms' },
  'unclear-refusals': { reach: { atMost: 0 }, unit: 'joins' },
  recovered: { reach: { atMost: 5_000 }, unit: 'ms' },
} as const

export const STORE_FAULTS = {
  'redis-killed': {
    about: 'SIGKILL to the Redis primary, and started again at once',
    gap: 'untouched',
    watchMs: 6_000,
    reaches: { recovered: JOINS.recovered },
    async aim({ redis, signaling }) {
      const primary = await redis.servers.current()
      return {
        async strike() {
          await primary.kill()
          await primary.start()
        },
        measure: async () => ({ recovered: await recoveredAfterMs(signaling) }),
        repair: () => redis.servers.untilWhole(),
      }
    },
  },
  'redis-frozen': {
    about: `SIGSTOP to the Redis primary, for ${FROZEN_MS / 1_000} s`,
    gap: 'untouched',
    watchMs: FROZEN_MS + 3_000,
    reaches: JOINS,
    async aim({ redis, signaling }) {
      const primary = await redis.servers.current()
      return {
        strike: async () => primary.freeze(),
        measure: () => awayFor(FROZEN_MS, signaling, async () => primary.thaw()),
        repair: () => redis.servers.untilWhole(),
      }
    },
  },
  'redis-failover': {
    about: 'SIGKILL to the Redis primary, and the Sentinels make the replica the new one',
    gap: 'untouched',
    watchMs: 6_000,
    reaches: { recovered: JOINS.recovered },
    async aim({ redis, signaling }) {
      const primary = await redis.servers.current()
      return {
        strike: () => primary.kill(),
        measure: async () => ({ recovered: await recoveredAfterMs(signaling) }),
        async repair() {
          await primary.start()
          await redis.servers.untilWhole()
        },
      }
    },
  },
  'redis-gone': {
    about: `no Redis at all for ${GONE_MS / 1_000} s`,
    gap: 'untouched',
    watchMs: GONE_MS + 4_000,
    reaches: JOINS,
    async aim({ redis, signaling }) {
      return {
        strike: () => redis.servers.killAll(),
        measure: () => awayFor(GONE_MS, signaling, () => redis.servers.startAll()),
        repair: () => redis.servers.untilWhole(),
      }
    },
  },
  'postgres-killed': {
    about: 'SIGKILL to PostgreSQL with all its processes, and started again after half a second',
    gap: 'untouched',
    watchMs: 6_000,
    async aim({ postgres }) {
      return {
        async strike() {
          await postgres.kill()
          await delay(500)
          await postgres.start()
        },
      }
    },
  },
} as const satisfies Record<string, Fault>

/** What people who come meanwhile see of a store that is away so long, and how soon all is well after it. */
async function awayFor(
  ms: number,
  signaling: readonly SignalingMember[],
  end: () => Promise<unknown>,
) {
  const joins = await joinWhileGone(signaling, ms)
  await end()
  return { ...joins, recovered: await recoveredAfterMs(signaling) }
}
