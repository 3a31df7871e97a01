import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { newId, type SfuAnswer, type SfuRequest, type TrackId } from '@visavis/protocol'
import type { types } from 'mediasoup'
import { expect, test } from 'vitest'
import { ask } from '../../test/ask.ts'
import { decodedFrame, heardSound } from '../../test/media-sinks.ts'
import { pictureSource, toneSource } from '../../test/media-sources.ts'
import { nextNotice } from '../../test/next-notice.ts'
import { Peer } from '../../test/peer.ts'
import { opusParameters } from '../../test/rtp-fixtures.ts'
import { startNode } from '../../test/start-node.ts'
import { startTwoNodes, type TwoNodes } from '../../test/two-nodes.ts'
import type { MediaNode } from '../media-node.ts'

test('SFU-27: two peers on different nodes see and hear each other', async () => {
  await using nodes = await startTwoNodes()
  const { one, other } = nodes
  using ada = await Peer.create({ link: one.node, scope: 'room' })
  using bob = await Peer.create({ link: other.node, scope: 'room' })
  using tone = toneSource()
  using picture = pictureSource()
  const heard = await bob.subscribe(await ada.publish(tone.track), one.address)
  const seen = await bob.subscribe(await ada.publish(picture.track, { layers: 2 }), one.address)
  const back = await ada.subscribe(await bob.publish(picture.track), other.address)
  await Promise.all([heardSound(heard), decodedFrame(seen), decodedFrame(back)])
  // One for each direction, at both ends.
  expect([one.node.stats().pipes, other.node.stats().pipes]).toEqual([2, 2])
})

test('SFU-27: a pipe is encrypted, and repeats what is lost', async () => {
  await using nodes = await startTwoNodes()
  const { one, other } = nodes
  const made: types.Transport[] = []
  for (const { router } of other.node.stats().workers) {
    router.observer.on('newtransport', (transport) => made.push(transport))
  }
  const track = await makeTrack(one.node)
  expect(outcomes(await receive(other.node, track, one.address, 1))).toEqual(['ok'])
  const pipe = made.find(
    (transport): transport is types.PipeTransport => !('iceState' in transport),
  )
  expect(pipe?.srtpParameters?.cryptoSuite).toBe('AEAD_AES_256_GCM')
  expect(await pipe?.dump()).toMatchObject({ rtx: true })
})

test('SFU-20, SFU-27: fifty who ask at once get one pipe and one copy of the track', async () => {
  await using nodes = await startTwoNodes({ workers: 2 })
  const { one, other } = nodes
  const track = await makeTrack(one.node)
  expect(new Set(outcomes(await receive(other.node, track, one.address, 50)))).toEqual(
    new Set(['ok']),
  )
  const [worker] = other.node.stats().workers
  const dump = await worker?.router.dump()
  const copies = dump?.mapProducerIdConsumerIds.filter(({ values }) => values.length > 0)
  expect(copies?.map(({ values }) => values.length)).toEqual([50])
  expect([one.node.stats().pipes, other.node.stats().pipes]).toEqual([1, 1])
})

test.each([
  ['between workers', 2, false],
  ['between nodes', 1, true],
])('SFU-20, SFU-27: a pipe %s that nobody uses is torn down', async (_, workers, isRemote) => {
  await using nodes = await startTwoNodes({ workers, pipeIdleMs: 1 })
  const { one, other } = nodes
  const at = isRemote ? other.node : one.node
  const track = await makeTrack(one.node)
  const worker = at.stats().workers.at(-1)?.id ?? ''
  const from = isRemote ? one.address : undefined
  const [answer] = await receive(at, track, from, 1, worker)
  expect(answer).toHaveProperty('result')
  expect(at.stats().pipes).toBe(1)
  await ask(at, 'session.close', { session: 'bob' })
  await expect.poll(() => [one.node.stats().pipes, other.node.stats().pipes]).toEqual([0, 0])
  await receive(at, track, from, 1, worker)
  expect(at.stats().pipes).toBe(1)
})

test('SFU-27: what came over a pipe ends with its track', async () => {
  await using nodes = await startTwoNodes()
  const { one, other } = nodes
  const track = await makeTrack(one.node)
  await receive(other.node, track, one.address, 3)
  expect(other.node.stats().consumers).toBe(3)
  await ask(one.node, 'producer.close', { producer: track })
  await expect.poll(() => other.node.stats()).toMatchObject({ consumers: 0, pipes: 0 })
  const gone = await receive(other.node, track, one.address, 1)
  expect(outcomes(gone)).toEqual(['not-found'])
})

test('SFU-6, SFU-27: nothing crosses scopes over a pipe, and what is placed late crosses then', async () => {
  await using nodes = await startTwoNodes()
  const { one, other } = nodes
  const transport = newId('transport')
  const track = await makeTrack(one.node, { transport, isPlaced: false })
  expect(outcomes(await receive(other.node, track, one.address, 1))).toEqual(['forbidden'])
  await ask(one.node, 'transport.place', { transport, scope: 'room' })
  expect(outcomes(await receive(other.node, track, one.address, 1))).toEqual(['ok'])
})

test('SFU-27: media goes on while nodes are cut off from each other, and ends when one has let go', async () => {
  await using nodes = await startTwoNodes()
  const { one, other } = nodes
  using ada = await Peer.create({ link: one.node, scope: 'room' })
  using bob = await Peer.create({ link: other.node, scope: 'room' })
  using picture = pictureSource()
  const seen = await bob.subscribe(await ada.publish(picture.track), one.address)
  await decodedFrame(seen)
  one.relay.cut()
  await decodedFrame(seen, 5)
  one.relay.sever()
  await expect.poll(() => one.node.stats().pipes).toBe(0)
  one.relay.mend()
  await expect.poll(() => other.node.stats()).toMatchObject({ consumers: 0, pipes: 0 })
})

test('SFU-27: a node that is not there is told at once, and the rest goes on', async () => {
  await using node = await startNode({ node: 'one' })
  const gone = { node: 'gone', url: 'ws://127.0.0.1:9' }
  const track = await makeTrack(node)
  const [local, remote] = await Promise.all([
    receive(node, track, undefined, 1),
    receive(node, newId('track'), gone, 1, undefined, 'eve'),
  ])
  expect(outcomes([...local, ...remote])).toEqual(['ok', 'media-unavailable'])
})

test('SFU-27: a worker that dies at the other end ends what it sent, and the next pipe works', async () => {
  await using nodes = await startTwoNodes()
  const { one, other } = nodes
  await receive(other.node, await makeTrack(one.node), one.address, 1)
  const died = nextNotice(one.node, 'worker.died')
  process.kill(one.node.stats().workers[0]?.process.pid ?? 0, 'SIGKILL')
  await died
  await expect.poll(() => other.node.stats()).toMatchObject({ consumers: 0, pipes: 0 })
  const again = await makeTrack(one.node)
  expect(outcomes(await receive(other.node, again, one.address, 1))).toEqual(['ok'])
})

test('SFU-27: without a free port a pipe is refused, and calls in progress are fine', async () => {
  await using nodes = await startTwoNodes({
    workers: 2,
    pipes: { ip: '127.0.0.1', ports: { min: 47_311, max: 47_311 } },
  })
  const { one, other } = nodes
  // The one port is the receiving end's.
  const track = await makeTrack(one.node)
  expect(outcomes(await receive(other.node, track, one.address, 1))).toEqual(['media-unavailable'])
  expect(outcomes(await receive(one.node, track, undefined, 1))).toEqual(['ok'])
  expect([one.node.stats().pipes, other.node.stats().pipes]).toEqual([0, 0])
})

test('SFU-27: what is ended while it is made does not stay', async () => {
  await using node = await startNode()
  const track = await makeTrack(node)
  const { open, close, send, stop } = pipeRequests(node, track)
  const ended = await node.send([open, close], 'other')
  expect(outcomes(ended)).toEqual(['ok', 'ok'])
  expect(node.stats().pipes).toBe(0)
  const sent = await node.send([open, send, stop], 'other')
  expect(outcomes(sent)).toEqual(['ok', 'ok', 'ok'])
  expect(await sendingsOf(node)).toBe(0)
  expect(node.stats().pipes).toBe(1)
  node.release('other')
  await expect.poll(() => node.stats().pipes).toBe(0)
  const late = node.send([open, send], 'other')
  node.release('other')
  await late
  await expect.poll(() => node.stats().pipes).toBe(0)
})

test.each([
  ['too late', () => {}],
  ['to a link that is gone', ({ one }: TwoNodes) => one.relay.cut()],
])('SFU-27: a pipe whose answer comes %s does not stay at the other node', async (_, meanwhile) => {
  await using nodes = await startTwoNodes({ workers: 2 })
  const { one, other } = nodes
  const track = await makeTrack(one.node)
  const [first, second] = other.node.stats().workers
  // Keeps the link between the nodes in use.
  await receive(other.node, track, one.address, 1, first?.id)
  const opened = holdAnswers(one.node, 'pipe.open')
  const late = receive(other.node, track, one.address, 1, second?.id)
  await opened
  meanwhile(nodes)
  expect(outcomes(await late)).toEqual(['media-unavailable'])
  const pipes = () => [one.node.stats().pipes, other.node.stats().pipes]
  await expect.poll(pipes, { timeout: 5_000 }).toEqual([1, 1])
})

async function makeTrack(
  node: MediaNode,
  { transport = newId('transport'), isPlaced = true } = {},
) {
  const producer = newId('track')
  const [worker] = node.stats().workers
  await ask(node, 'transport.create', {
    transport,
    worker: worker?.id ?? '',
    session: 'ada',
    ...(isPlaced && { scope: 'room' }),
  })
  await ask(node, 'producer.create', {
    producer,
    transport,
    kind: 'audio',
    paused: false,
    rtpParameters: opusParameters(),
  })
  return producer
}

/** So many consumers of a track, asked for at once, each on a transport of its own. */
async function receive(
  node: MediaNode,
  producer: Awaited<ReturnType<typeof makeTrack>>,
  from: { node: string; url: string } | undefined,
  count: number,
  on?: string,
  session = 'bob',
): Promise<readonly SfuAnswer[]> {
  const { rtpCapabilities, workers } = await ask(node, 'node.describe', {})
  const worker = on ?? workers[0]?.worker ?? ''
  const transports = Array.from({ length: count }, () => newId('transport'))
  const create = transports.map(
    (transport): SfuRequest => ({
      method: 'transport.create',
      params: { transport, worker, session, scope: 'room' },
    }),
  )
  const consume = transports.map(
    (transport): SfuRequest => ({
      method: 'consumer.create',
      params: {
        consumer: newId('subscription'),
        transport,
        producer,
        rtpCapabilities,
        ...(from && { from }),
      },
    }),
  )
  return (await node.send([...create, ...consume])).slice(count)
}

function outcomes(answers: readonly SfuAnswer[]): string[] {
  return answers.map((answer) => ('error' in answer ? answer.error.code : 'ok'))
}

/** What another node asks of this one. */
function pipeRequests(node: MediaNode, producer: TrackId) {
  const [pipe, sending] = ['pipe', 'sending']
  const worker = node.stats().workers[0]?.id ?? ''
  const keyBase64 = Buffer.alloc(44, 1).toString('base64')
  const srtp = { cryptoSuite: 'AEAD_AES_256_GCM', keyBase64 } as const
  const end = { address: '127.0.0.1', port: 9, srtp }
  return {
    open: { method: 'pipe.open', params: { pipe, worker, end } },
    close: { method: 'pipe.close', params: { pipe } },
    send: { method: 'pipe.send', params: { pipe, sending, producer } },
    stop: { method: 'pipe.stop', params: { pipe, sending } },
  } as const
}

async function sendingsOf(node: MediaNode): Promise<number> {
  const dumps = await Promise.all(node.stats().workers.map(({ router }) => router.dump()))
  return dumps.flatMap(({ mapConsumerIdProducerId }) => mapConsumerIdProducerId).length
}

/** Keeps back the node's answers to a call, for longer than anybody waits. Resolves when there is one. */
function holdAnswers(node: MediaNode, method: string): Promise<void> {
  const { send } = node
  const { promise, resolve } = Promise.withResolvers<void>()
  node.send = async (calls, caller) => {
    const answers = await send(calls, caller)
    if (!calls.some((call) => call.method === method)) return answers
    resolve()
    await delay(2_000)
    return answers
  }
  return promise
}
