import process from 'node:process'
import { newId } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { ask } from '../test/ask.ts'
import { decodedFrame } from '../test/media-sinks.ts'
import { pictureSource } from '../test/media-sources.ts'
import { nextNotice } from '../test/next-notice.ts'
import { Peer } from '../test/peer.ts'
import { startNode } from '../test/start-node.ts'
import type { MediaNode } from './media-node.ts'

test('SFU-10: a killed worker is replaced on its ports, and says whose media it took', async () => {
  await using node = await startNode()
  const dead = workerOf(node, 0)
  const before = await createTransport(node, dead.id, 'ada')
  const died = nextNotice(node, 'worker.died')
  const killedAt = performance.now()
  process.kill(dead.process.pid, 'SIGKILL')
  const { params } = await died
  const replacedMs = performance.now() - killedAt
  const replacement = workerOf(node, 0)
  expect(params).toEqual({ worker: dead.id, replacement: replacement.id, sessions: ['ada'] })
  expect(replacement.id).not.toBe(dead.id)
  expect(node.stats()).toMatchObject({ transports: 0, sessions: 0 })
  const after = await createTransport(node, replacement.id, 'ada')
  expect(after.iceParameters).not.toEqual(before.iceParameters)
  expect(replacedMs).toBeLessThan(1_000)
})

test('SFU-10: the replacement takes the ports of the dead worker', async () => {
  await using scout = await startNode()
  const { udpSockets } = await workerOf(scout, 0).server.dump()
  await scout.close()
  await using node = await startNode({ rtcPort: udpSockets[0]?.port ?? 0 })
  const before = await createTransport(node, workerOf(node, 0).id, 'ada')
  const died = nextNotice(node, 'worker.died')
  process.kill(workerOf(node, 0).process.pid, 'SIGKILL')
  const after = await createTransport(node, (await died).params.replacement, 'ada')
  expect(after.iceCandidates.map(({ port }) => port)).toEqual(
    before.iceCandidates.map(({ port }) => port),
  )
})

test("SFU-10: a worker's death leaves the calls of the others alone", async () => {
  await using node = await startNode({ workers: 2 })
  const [doomed, healthy] = [workerOf(node, 0), workerOf(node, 1)]
  using ada = await Peer.create({ link: node, scope: 'room', worker: healthy.id })
  using bob = await Peer.create({ link: node, scope: 'room', worker: healthy.id })
  using eve = await Peer.create({ link: node, scope: 'other', worker: doomed.id })
  using picture = pictureSource()
  const seen = await bob.subscribe(await ada.publish(picture.track))
  await decodedFrame(seen)
  const died = nextNotice(node, 'worker.died')
  process.kill(doomed.process.pid, 'SIGKILL')
  expect((await died).params.sessions).toEqual([eve.session])
  await decodedFrame(seen, 10)
  expect(node.stats()).toMatchObject({ transports: 4, producers: 1, consumers: 1 })
})

test('SFU-10: calls in progress on a dying worker are answered', async () => {
  await using node = await startNode()
  const worker = workerOf(node, 0)
  process.kill(worker.process.pid, 'SIGSTOP')
  const waiting = createTransport(node, worker.id, 'ada')
  process.kill(worker.process.pid, 'SIGKILL')
  await expect(waiting).rejects.toThrow('media-unavailable')
  await expect(createTransport(node, worker.id, 'ada')).rejects.toThrow('media-unavailable')
})

test('SFU-10: workers die one after the other, and each is replaced', async () => {
  await using node = await startNode()
  for (let round = 0; round < 3; round++) {
    const died = nextNotice(node, 'worker.died')
    const { id, process: worker } = workerOf(node, 0)
    process.kill(worker.pid, 'SIGKILL')
    expect((await died).params.worker).toBe(id)
  }
  await createTransport(node, workerOf(node, 0).id, 'ada')
})

function workerOf(node: MediaNode, index: number) {
  const worker = node.stats().workers[index]
  if (!worker) throw new Error(`there is no worker ${index}`)
  return worker
}

function createTransport(node: MediaNode, worker: string, session: string) {
  const transport = newId('transport')
  return ask(node, 'transport.create', { transport, worker, scope: 'room', session })
}

test('SFU-28: a worker that hangs is suspect, then replaced, and one that answers is not', async () => {
  await using node = await startNode({ workers: 2 })
  const [hung, healthy] = [workerOf(node, 0), workerOf(node, 1)]
  await createTransport(node, hung.id, 'ada')
  const died = nextNotice(node, 'worker.died')
  const hungAt = performance.now()
  process.kill(hung.process.pid, 'SIGSTOP')
  await expect.poll(() => hung.isSuspect, { interval: 20 }).toBe(true)
  expect((await died).params).toMatchObject({ worker: hung.id, sessions: ['ada'] })
  expect(performance.now() - hungAt).toBeLessThan(2_500)
  expect(workerOf(node, 1).id).toBe(healthy.id)
  await createTransport(node, workerOf(node, 0).id, 'ada')
})
