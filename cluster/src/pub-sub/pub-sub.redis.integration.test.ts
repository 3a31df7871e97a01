import { expect, test, vi } from 'vitest'
import { linkTo, untilUp } from '../../test/redis-links.ts'
import { startRedis } from '../../test/redis-server.ts'
import { startRedisWithSentinels } from '../../test/sentinels.ts'
import type { RedisLink } from '../redis/redis-link.ts'
import { pubSubContract } from './pub-sub.contract.ts'
import { RedisPubSub } from './redis-pub-sub.ts'

pubSubContract('over Redis', async () => {
  await using undo = new AsyncDisposableStack()
  const server = undo.use(await startRedis())
  const one = undo.use(new RedisPubSub(undo.use(await linkTo(server.url))))
  const other = undo.use(new RedisPubSub(undo.use(await linkTo(server.url))))
  const owned = undo.move()
  return { one, other, [Symbol.asyncDispose]: () => owned.disposeAsync() }
})

/** One process says it, another hears it. */
async function conversation(url: string) {
  await using undo = new AsyncDisposableStack()
  const links: RedisLink[] = [undo.use(await linkTo(url)), undo.use(await linkTo(url))]
  const [speaker, ear] = links.map((link) => undo.use(new RedisPubSub(link)))
  if (!speaker || !ear) throw new Error('It takes two')
  const heard: unknown[] = []
  let listens = 0
  ear.subscribe('talk', {
    onMessage: (message) => heard.push(message),
    onListening: () => listens++,
  })
  await vi.waitUntil(() => listens === 1)
  const owned = undo.move()
  return {
    links,
    /** Resolves when something said arrives. */
    async works() {
      const before = heard.length
      const say = () => {
        speaker.publish('talk', 'hello')
        return heard.length > before
      }
      await vi.waitUntil(say, { timeout: 10_000 })
    },
    listens: () => listens,
    speaker,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

test('a Redis killed and started again is listened to again', async () => {
  await using server = await startRedis()
  await using talk = await conversation(server.url)
  await talk.works()
  await server.kill()
  await vi.waitUntil(() => talk.links.every(({ isUp }) => !isUp))
  talk.speaker.publish('talk', 'to nobody')
  await server.start()
  await talk.works()
  expect(talk.listens()).toBe(2)
})

test('a Redis that is frozen counts as lost within two seconds, and is found again', async () => {
  await using server = await startRedis()
  await using talk = await conversation(server.url)
  server.freeze()
  await vi.waitUntil(() => talk.links.every(({ isUp }) => !isUp), { timeout: 5_000 })
  server.thaw()
  await talk.works()
})

test('subscriptions follow the primary when Sentinel fails over', async () => {
  await using redis = await startRedisWithSentinels()
  await using talk = await conversation(redis.url)
  await talk.works()
  await redis.primary.kill()
  await vi.waitUntil(() => talk.links.every(({ isUp }) => !isUp))
  await Promise.all(talk.links.map(untilUp))
  await talk.works()
  expect(talk.listens()).toBeGreaterThanOrEqual(2)
  await redis.replica.kill()
  await Promise.all([redis.replica.start(), redis.primary.start()])
  await redis.servers.untilWhole()
  await Promise.all(talk.links.map(untilUp))
  await talk.works()
})
