import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { linkTo } from '../../test/redis-links.ts'
import { type RedisServer, startRedis } from '../../test/redis-server.ts'
import { RedisRegistry } from './redis-registry.ts'
import { registryContract } from './registry.contract.ts'

const SHORT = { leaseMs: 600 }

let server: RedisServer

beforeAll(async () => {
  server = await startRedis()
})

afterAll(async () => {
  await server.close()
})

registryContract('in Redis', async () => {
  await using undo = new AsyncDisposableStack()
  const links = [undo.use(await linkTo(server.url)), undo.use(await linkTo(server.url))] as const
  const [one, other] = links.map((link) => undo.use(new RedisRegistry(link)))
  if (!one || !other) throw new Error('Two registries are needed')
  const owned = undo.move()
  return { one, other, [Symbol.asyncDispose]: () => owned.disposeAsync() }
})

test('who renews no more is gone when the lease ends; who renews stays', async () => {
  await using link = await linkTo(server.url)
  const dying = await linkTo(server.url)
  const dead = new RedisRegistry(dying, SHORT)
  await using alive = new RedisRegistry(link, SHORT)
  dead.hold('mortal', 'dead', 1)
  alive.hold('mortal', 'alive', 1)
  await vi.waitUntil(async () => (await alive.list('mortal')).length === 2)
  await dying.close()
  await vi.waitUntil(async () => (await alive.list('mortal')).length === 1, { timeout: 5_000 })
  expect((await alive.list('mortal')).map(({ id }) => id)).toEqual(['alive'])
  await dead.close()
})

test('a Redis that forgot everything is told again', async () => {
  await using link = await linkTo(server.url)
  await using registry = new RedisRegistry(link)
  registry.hold('told-again', 'a', 1)
  await vi.waitUntil(async () => (await registry.list('told-again')).length === 1)
  await server.kill()
  await vi.waitUntil(() => !link.isUp)
  await expect(registry.list('told-again')).rejects.toThrow('out of reach')
  await server.start()
  await vi.waitUntil(async () => (await registry.list('told-again').catch(() => [])).length === 1, {
    timeout: 5_000,
  })
})
