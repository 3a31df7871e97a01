import { setTimeout as delay } from 'node:timers/promises'
import { EMPTY_ROOM, foldRoom } from '@visavis/protocol'
import { startRelay } from '@visavis/sfu/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type InCall, requestGuidance, sendTransport } from '../../../test/call.ts'
import type { SocketClient } from '../../../test/socket-client.ts'
import { type NodeInstance, startCluster, type TestCluster } from '../../../test/start-cluster.ts'
import { ACME } from '../../../test/start-server.ts'

/** Longer than a node that is there lets its lease be. */
const CUT_OFF_MS = 4_000

let cluster: TestCluster
let nodes: NodeInstance[]

beforeAll(async () => {
  cluster = await startCluster()
  nodes = await Promise.all([cluster.startNode(), cluster.startNode()])
}, 60_000)

afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
})

test('PLACE-3: a process cut off from Redis and all nodes gives up none of them', async () => {
  await using redis = await startRelay(cluster.redis.port)
  const alone = await startSignaling({ VISAVIS_REDIS_URL: `redis://127.0.0.1:${redis.port}` })
  using before = await requestGuidance(alone)
  const cut = [redis, ...nodes.map(({ relay }) => relay)]
  for (const relay of cut) relay.sever()
  await delay(CUT_OFF_MS)
  for (const relay of cut) relay.mend()
  await expect.poll(() => restartIce(before.client, before), { timeout: 8_000 }).toBe('accepted')
  expect(before.client.all('media.lost')).toEqual([])
  using after = await requestGuidance(alone)
  expect(after.entry.media?.transports).toHaveLength(2)
  for (const { client } of [before, after]) await client.request('session.close', {})
  await alone.stop()
})

test('PLACE-8: a node that was taken for gone carries calls again when it is back, also those of before', async () => {
  await using redis = await startRelay(cluster.redis.port)
  const alone = await startSignaling({ VISAVIS_REDIS_URL: `redis://127.0.0.1:${redis.port}` })
  using shopper = await requestGuidance(alone)
  redis.sever()
  for (const { relay } of nodes) relay.refuse()
  await shopper.client.notified('media.lost')
  for (const { relay } of nodes) await relay.listen()
  redis.mend()
  const { rtpCapabilities } = shopper.opening
  const reopen = () =>
    shopper.client.refusal(shopper.client.request('media.open', { rtpCapabilities }))
  await expect.poll(reopen, { timeout: 10_000 }).toBe('accepted')
  await expect.poll(transports, { timeout: 10_000 }).toBe(2)
  await shopper.client.request('session.close', {})
  await alone.stop()
})

test('PLACE-9: who comes back to another process goes on at once while a node is silent', async () => {
  const [one, other] = await Promise.all([startSignaling(), startSignaling()])
  for (const node of nodes)
    await expect.poll(() => figure(node, 'visavis_sfu_links')).toBeGreaterThanOrEqual(2)
  using shopper = await requestGuidance(one)
  const busy = await nodeOf(shopper)
  for (const { url, relay } of nodes) if (url !== busy.url) relay.hold()
  shopper.client.cut()
  using client = await other.socket()
  const { identity, opening } = shopper
  const token = await other.tokens.issue(ACME, { identity, role: opening.role })
  const askedAt = performance.now()
  const { entry } = await client.open(token, { ...opening.resume, seq: 0 })
  expect(performance.now() - askedAt).toBeLessThan(2_500)
  expect(entry?.participant).toBe(shopper.entry.participant)
  expect(await restartIce(client, shopper)).toBe('accepted')
  expect(client.all('media.lost')).toEqual([])
})

/** It finds media nodes through Redis. */
function startSignaling(env: Readonly<Record<string, string>> = {}) {
  return cluster.start({ VISAVIS_SFU_URL: undefined, ...env })
}

function restartIce(client: SocketClient, { entry }: InCall) {
  const transport = sendTransport(entry)
  return client.refusal(client.request('transport.restart-ice', { transport }))
}

/** Where the room of somebody is. Nodes name themselves at random. */
async function nodeOf({ entry }: InCall): Promise<NodeInstance> {
  const events = await cluster.log.read({ tenant: ACME, room: entry.room, after: 0 })
  const name = foldRoom(EMPTY_ROOM, events).placement?.node
  for (const node of nodes) {
    if ((await metricsOf(node)).includes(`node="${name}"`)) return node
  }
  throw new Error(`there is no node ${name}`)
}

async function transports(): Promise<number> {
  const made = await Promise.all(nodes.map((node) => figure(node, 'visavis_sfu_transports')))
  return made.reduce((sum, count) => sum + count, 0)
}

async function figure(node: NodeInstance, name: string): Promise<number> {
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(await metricsOf(node))?.[1])
}

async function metricsOf({ url }: NodeInstance): Promise<string> {
  return (await fetch(`${url.replace('ws', 'http')}/metrics`)).text()
}
