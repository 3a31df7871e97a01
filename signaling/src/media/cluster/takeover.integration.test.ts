import { MemoryRegistry } from '@visavis/cluster'
import { newId } from '@visavis/protocol'
import { registerNode, serveControl } from '@visavis/sfu'
import { silent, startNode } from '@visavis/sfu/testing'
import { expect, test } from 'vitest'
import { MediaNode } from '../media-node.ts'
import { SessionMedia } from '../session-media.ts'
import { MediaCluster } from './media-cluster.ts'

test('SFU-26: a process remembers nothing of media that another has taken over', async () => {
  await using setup = await setUp()
  const [one, other] = [setup.link(), setup.link()]
  for (const link of [one, other]) expect(await link.whenReady(5_000)).toBe(true)
  const before = await MediaNode.connect(one)
  const session = newId('session')
  const old = new SessionMedia({ node: before, session })
  const { rtpCapabilities } = before
  const grants = { canPublish: true, canSubscribe: true }
  await old.prepare({ worker: before.pickWorker(), rtpCapabilities, grants })
  const known = one.known
  expect(known).toBe(4)

  const after = await MediaNode.connect(other)
  const media = await SessionMedia.adopt({ node: after, session, epoch: 2, tracks: {} })
  old.abandon()
  expect(one.known).toBe(0)
  expect(other.known).toBe(known)
  expect(media.preparedOn).toBeDefined()
  media.close()
  expect(other.known).toBe(0)
  await expect.poll(() => setup.node.stats().transports).toBe(0)
})

/** A media node, and a registry through which processes find it. */
async function setUp() {
  await using stack = new AsyncDisposableStack()
  const node = stack.use(await startNode({ node: 'node-of-the-test' }))
  const on = { host: '127.0.0.1', port: 0, logger: silent }
  const { url } = stack.use(await serveControl({ node, ...on }))
  const registry = stack.use(new MemoryRegistry())
  stack.use(registerNode({ registry, node, url, region: undefined }))
  const owned = stack.move()
  const link = () => owned.use(new MediaCluster({ registry, secret: undefined, logger: silent }))
  return { node, link, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
