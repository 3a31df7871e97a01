import { newId, type SfuLink, type SfuParams, type SlotId, type TrackId } from '@visavis/protocol'
import type { types } from 'mediasoup-client'
import { expect, test } from 'vitest'
import { ask } from '../test/ask.ts'
import { decodedFrame, heardSound } from '../test/media-sinks.ts'
import { pictureSource, toneSource } from '../test/media-sources.ts'
import { Peer } from '../test/peer.ts'
import { startNode } from '../test/start-node.ts'

test('SFU-18: what a slot carries flows at once, over a place that was negotiated before', async () => {
  await using link = await startNode()
  using bob = await Peer.create({ link, scope: 'room' })
  const audio = await openSlot(link, bob, 'audio')
  const video = await openSlot(link, bob, 'video')
  using ada = await Peer.create({ link, scope: 'room' })
  using tone = toneSource()
  using picture = pictureSource()
  await fill(link, bob, audio.slot, await ada.publish(tone.track))
  await fill(link, bob, video.slot, await ada.publish(picture.track))
  await Promise.all([heardSound(audio.track), decodedFrame(video.track)])
})

test('SFU-18: one slot carries one track after the other', async () => {
  await using link = await startNode()
  using bob = await Peer.create({ link, scope: 'room' })
  const { slot, track } = await openSlot(link, bob, 'audio')
  for (const _ of [1, 2]) {
    using ada = await Peer.create({ link, scope: 'room' })
    using tone = toneSource()
    await fill(link, bob, slot, await ada.publish(tone.track))
    await heardSound(track)
    await ask(link, 'session.close', { session: ada.session })
  }
})

test('SFU-18: a slot of another transport or kind is refused, and scopes hold for slots too', async () => {
  await using link = await startNode()
  using bob = await Peer.create({ link, scope: 'room' })
  using eve = await Peer.create({ link, scope: 'other' })
  using tone = toneSource()
  const producer = await bob.publish(tone.track)
  const { slot } = await openSlot(link, bob, 'video')
  const theirs = await openSlot(link, eve, 'audio')
  const { rtpCapabilities } = bob
  const consume = (transport: Peer['receiveId'], into: SlotId) =>
    code(link, {
      consumer: newId('subscription'),
      transport,
      producer,
      rtpCapabilities,
      slot: into,
    })
  expect(await consume(bob.receiveId, slot)).toBe('media-refused')
  expect(await consume(bob.receiveId, theirs.slot)).toBe('forbidden')
  expect(await consume(eve.receiveId, theirs.slot)).toBe('forbidden')
  expect(await consume(bob.receiveId, newId('slot'))).toBe('not-found')
})

test('SFU-19: nothing crosses a transport that has no scope yet, and it gets one once', async () => {
  await using link = await startNode()
  using ada = await Peer.create({ link })
  using bob = await Peer.create({ link, scope: 'room' })
  using tone = toneSource()
  const producer = await ada.publish(tone.track)
  await expect(bob.subscribe(producer)).rejects.toThrow('forbidden')
  const place = { transport: ada.sendId, scope: 'room' }
  await ask(link, 'transport.place', place)
  await heardSound(await bob.subscribe(producer))
  await expect(ask(link, 'transport.place', place)).rejects.toThrow('forbidden')
})

test('SFU-20: two peers on different workers see and hear each other, over one pipe', async () => {
  await using link = await startNode({ workers: 2 })
  const [first, second] = link.stats().workers
  using ada = await Peer.create({ link, scope: 'room', worker: first?.id ?? '' })
  using bob = await Peer.create({ link, scope: 'room', worker: second?.id ?? '' })
  using eve = await Peer.create({ link, scope: 'room', worker: second?.id ?? '' })
  using tone = toneSource()
  using picture = pictureSource()
  const tracks = [await ada.publish(tone.track), await ada.publish(picture.track)] as const
  const [heard, seen] = await Promise.all([bob.subscribe(tracks[0]), bob.subscribe(tracks[1])])
  await Promise.all([heardSound(heard), decodedFrame(seen), eve.subscribe(tracks[0])])
  await ask(link, 'producer.bring', { producer: tracks[1], worker: second?.id ?? '' })
  const dump = await second?.router.dump()
  // Each track once, however many receive it.
  expect(dump?.mapProducerIdConsumerIds.filter(({ values }) => values.length > 0)).toHaveLength(2)
})

interface OpenSlot {
  readonly slot: SlotId
  readonly track: MediaStreamTrack
}

async function openSlot(link: SfuLink, peer: Peer, kind: 'audio' | 'video'): Promise<OpenSlot> {
  const slot = newId('slot')
  const { rtpCapabilities, receiveId: transport } = peer
  const { rtpParameters } = await ask(link, 'slot.create', {
    slot,
    transport,
    kind,
    rtpCapabilities,
  })
  const parameters = { ...(rtpParameters as types.RtpParameters), encodings: [{}] }
  return { slot, track: await peer.consumeSlot(slot, kind, parameters) }
}

async function fill(link: SfuLink, peer: Peer, slot: SlotId, producer: TrackId) {
  await ask(link, 'consumer.create', {
    consumer: newId('subscription'),
    transport: peer.receiveId,
    producer,
    rtpCapabilities: peer.rtpCapabilities,
    slot,
  })
}

async function code(link: SfuLink, params: SfuParams<'consumer.create'>): Promise<string> {
  const [answer] = await link.send([{ method: 'consumer.create', params }])
  return answer && 'error' in answer ? answer.error.code : 'ok'
}
