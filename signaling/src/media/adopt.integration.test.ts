import { newId, type RoomState, type SfuLink } from '@visavis/protocol'
import { serveControl } from '@visavis/sfu'
import {
  ask,
  decodedFrame,
  Peer,
  pictureSource,
  silent,
  startNode,
  startRelay,
} from '@visavis/sfu/testing'
import { SfuClient } from '@visavis/sfu-client'
import { expect, test } from 'vitest'
import { MediaNode } from './media-node.ts'
import { SessionMedia } from './session-media.ts'

test('SFU-13, SFU-26: media goes on when its process is gone, and belongs to who adopts it', async () => {
  await using setup = await setUp()
  const { node, relay, first, second } = setup
  using ada = await Peer.create({ link: first, scope: 'room' })
  using bob = await Peer.create({ link: first, scope: 'room' })
  using eve = await Peer.create({ link: first, scope: 'other' })
  using picture = pictureSource()
  const seen = await bob.subscribe(await ada.publish(picture.track))
  await decodedFrame(seen)
  relay.sever()
  for (const { session } of [ada, bob]) await ask(second, 'session.adopt', { session, epoch: 2 })
  await expect.poll(() => node.ownerOf(eve.session)).toBeUndefined()
  await decodedFrame(seen, 5)
  expect(node.stats()).toMatchObject({ transports: 4, producers: 1, consumers: 1 })
})

test('SFU-26: a session goes on elsewhere with all that it had', async () => {
  await using setup = await setUp()
  const [before, after] = await Promise.all([setup.first, setup.second].map(MediaNode.connect))
  if (!before || !after) throw new Error('the node is not linked')
  const room = newId('room')
  const session = newId('session')
  const tracks: RoomState['tracks'] = {}
  const old = new SessionMedia({ node: before, session, scope: room })
  const { rtpCapabilities } = before
  const grants = { canPublish: true, canSubscribe: true }
  const request = { worker: before.pickWorker(), rtpCapabilities, grants, tracks: [] }
  const { transports = [] } = (await old.open(request)) ?? {}
  const media = await SessionMedia.adopt({ node: after, session, epoch: 2, scope: room, tracks })
  for (const { transport } of transports) {
    await media.restartIce(transport)
    await expect(old.restartIce(transport)).rejects.toMatchObject({ code: 'stale-epoch' })
  }
  await media.createTransport('send', request.worker)
  expect(setup.node.stats().transports).toBe(3)
  media.close()
  await expect.poll(() => setup.node.stats().transports).toBe(0)
  const again = SessionMedia.adopt({ node: after, session, epoch: 3, scope: room, tracks })
  await expect(again).rejects.toMatchObject({ code: 'not-found' })
})

/** A node, and two processes that command it, of which the first can be cut off. */
async function setUp() {
  await using stack = new AsyncDisposableStack()
  const node = stack.use(await startNode())
  const on = { host: '127.0.0.1', port: 0, orphanMs: 500, logger: silent }
  const server = stack.use(await serveControl({ node, ...on }))
  const relay = stack.use(await startRelay(server.port))
  const connect = async (port: number): Promise<SfuLink> =>
    stack.use(await SfuClient.connect({ url: `ws://127.0.0.1:${port}`, logger: silent }))
  const [first, second] = [await connect(relay.port), await connect(server.port)]
  const owned = stack.move()
  return { node, relay, first, second, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
