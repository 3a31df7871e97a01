import type { SfuLink } from '@visavis/protocol'
import type { types } from 'mediasoup'
import { expect, test } from 'vitest'
import { ask } from '../test/ask.ts'
import { decodedFrame, frameOfWidth, framesDuring, heardSound } from '../test/media-sinks.ts'
import { pictureSource, toneSource } from '../test/media-sources.ts'
import { Peer } from '../test/peer.ts'
import { startNode } from '../test/start-node.ts'
import type { MediaNode } from './media-node.ts'

const SMALL = { width: 200, height: 112 }

test('SFU-21: a picture that is not to be seen is not sent, and begins anew when it is', async () => {
  await using link = await startNode()
  await using room = await pictureForTwo(link)
  const { consumer, track } = room.bob
  await ask(link, 'consumer.prefer', { consumer, priority: 1 })
  await expectStill(room)
  await ask(link, 'consumer.resume', { consumer })
  await expectStill(room)
  await ask(link, 'consumer.prefer', { consumer, priority: 1, size: SMALL })
  await decodedFrame(track)
})

test('SFU-21: of two wishes that come together the last one holds', async () => {
  await using link = await startNode()
  await using room = await pictureForTwo(link)
  const { consumer, track } = room.bob
  await ask(link, 'consumer.prefer', { consumer, priority: 2, size: SMALL })
  await Promise.all([
    ask(link, 'consumer.prefer', { consumer, priority: 1 }),
    ask(link, 'consumer.prefer', { consumer, priority: 2, size: SMALL }),
  ])
  await decodedFrame(track)
  await Promise.all([
    ask(link, 'consumer.prefer', { consumer, priority: 2, size: { width: 640, height: 360 } }),
    ask(link, 'consumer.prefer', { consumer, priority: 1 }),
  ])
  await expectStill(room)
})

test('SFU-21: showing a picture does not start one that was paused', async () => {
  await using link = await startNode()
  await using room = await pictureForTwo(link)
  const { consumer } = room.bob
  await ask(link, 'consumer.pause', { consumer })
  await ask(link, 'consumer.prefer', { consumer, priority: 1 })
  await ask(link, 'consumer.prefer', { consumer, priority: 1, size: SMALL })
  await expectStill(room)
})

test('SFU-22: a picture that is held is not sent, and flows again when it is let go', async () => {
  await using link = await startNode()
  await using room = await pictureForTwo(link)
  const { consumer, track } = room.bob
  await ask(link, 'consumer.hold', { consumer, isHeld: true })
  await ask(link, 'consumer.resume', { consumer })
  await expectStill(room)
  await ask(link, 'consumer.hold', { consumer, isHeld: false })
  await decodedFrame(track)
})

test('SFU-22: the limit of a transport goes with what was held, and when a picture comes that is not', async () => {
  await using link = await startNode()
  const limits = limitsOn(link)
  using ada = await Peer.create({ link, scope: 'room' })
  using bob = await Peer.create({ link, scope: 'room' })
  using picture = pictureSource(640, 360)
  const producer = await ada.publish(picture.track, { layers: 2 })
  const first = await bob.receive(producer)
  await ask(link, 'consumer.hold', { consumer: first.consumer, isHeld: true })
  expect(await limits()).toEqual([30_000])
  await ask(link, 'consumer.close', { consumer: first.consumer })
  expect(await limits()).toEqual([])
  const second = await bob.receive(producer)
  await ask(link, 'consumer.hold', { consumer: second.consumer, isHeld: true })
  expect(await limits()).toEqual([30_000])
  const third = await bob.receive(producer)
  expect(await limits()).toEqual([])
  await decodedFrame(third.track)
})

test('SFU-21: sound has no size, and sizes have bounds', async () => {
  await using link = await startNode()
  using ada = await Peer.create({ link, scope: 'room' })
  using bob = await Peer.create({ link, scope: 'room' })
  using tone = toneSource()
  const { track, consumer } = await bob.receive(await ada.publish(tone.track))
  const prefer = (params: object) =>
    ask(link, 'consumer.prefer', { consumer, priority: 1, ...params })
  await expect(prefer({})).rejects.toThrow('media-refused')
  await expect(prefer({ size: { width: 0, height: 90 } })).rejects.toThrow('invalid-request')
  await expect(prefer({ size: { width: 20_000, height: 90 } })).rejects.toThrow('invalid-request')
  await expect(prefer({ priority: 0 })).rejects.toThrow('invalid-request')
  await heardSound(track)
})

test('SFU-21: a box chooses among the sizes that there are', async () => {
  await using link = await startNode()
  using ada = await Peer.create({ link, scope: 'room' })
  using bob = await Peer.create({ link, scope: 'room' })
  using picture = pictureSource(640, 360)
  const { track, consumer } = await bob.receive(await ada.publish(picture.track, { layers: 2 }))
  await frameOfWidth(track, 640)
  await ask(link, 'consumer.prefer', { consumer, priority: 1, size: SMALL })
  await frameOfWidth(track, 320)
  await ask(link, 'consumer.prefer', { consumer, priority: 1, size: { width: 640, height: 360 } })
  await frameOfWidth(track, 640)
})

/** The most that transports made from now on may send, of those that have a limit. */
function limitsOn(node: MediaNode): () => Promise<number[]> {
  const made: types.WebRtcTransport[] = []
  for (const { router } of node.stats().workers) {
    router.observer.on('newtransport', (transport) => {
      made.push(transport as types.WebRtcTransport)
    })
  }
  return async () => {
    const stats = await Promise.all(made.map((transport) => transport.getStats()))
    return stats.flatMap(([stat]) => stat?.maxOutgoingBitrate || [])
  }
}

async function pictureForTwo(link: SfuLink) {
  await using undo = new AsyncDisposableStack()
  const [ada, bob, eve] = await Promise.all(
    ['ada', 'bob', 'eve'].map(async () => undo.use(await Peer.create({ link, scope: 'room' }))),
  )
  if (!ada || !bob || !eve) throw new Error('Nobody there')
  const picture = undo.use(pictureSource())
  const producer = await ada.publish(picture.track)
  const received = await Promise.all([bob.receive(producer), eve.receive(producer)])
  await Promise.all(received.map(({ track }) => decodedFrame(track)))
  const owned = undo.move()
  const [bobs, eves] = received
  return { bob: bobs, eve: eves, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Bob sees nothing new while Eve does, once what was on its way has arrived. */
async function expectStill({ bob, eve }: Awaited<ReturnType<typeof pictureForTwo>>): Promise<void> {
  await decodedFrame(eve.track, 5)
  expect(await framesDuring(bob.track, eve.track, 10)).toBe(0)
}
