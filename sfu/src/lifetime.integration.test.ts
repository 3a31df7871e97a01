import { once } from 'node:events'
import { createServer } from 'node:net'
import process from 'node:process'
import { newId, type SfuRequest } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { ask } from '../test/ask.ts'
import { startNode } from '../test/start-node.ts'

test('SFU-14: five hundred transports come and go, and nothing is left', async () => {
  await using node = await startNode()
  const [worker] = node.stats().workers
  if (!worker) throw new Error('the node has no worker')
  const ids = Array.from({ length: 500 }, () => newId('transport'))
  const create = ids.map(
    (transport, index): SfuRequest => ({
      method: 'transport.create',
      params: { transport, worker: worker.id, scope: 'room', session: `session ${index % 50}` },
    }),
  )
  const created = await node.send(create)
  expect(created.filter((answer) => 'error' in answer)).toEqual([])
  expect(node.stats()).toMatchObject({ transports: 500, sessions: 50 })
  await node.send(ids.map((transport) => ({ method: 'transport.close', params: { transport } })))
  expect(node.stats()).toMatchObject({ transports: 0, sessions: 0 })
  const { webRtcTransportIds } = await worker.server.dump()
  expect(webRtcTransportIds).toEqual([])
})

test('SFU-14: a session that ends while its transports are made leaves none', async () => {
  await using node = await startNode()
  const [worker] = node.stats().workers
  if (!worker) throw new Error('the node has no worker')
  const create = Array.from(
    { length: 20 },
    (): SfuRequest => ({
      method: 'transport.create',
      params: { transport: newId('transport'), worker: worker.id, scope: 'room', session: 'ada' },
    }),
  )
  await node.send([...create, { method: 'session.close', params: { session: 'ada' } }])
  expect(node.stats()).toMatchObject({ transports: 0, sessions: 0 })
  expect((await worker.server.dump()).webRtcTransportIds).toEqual([])
})

test('SFU-14: closing ends every process, twice is once, and no listener stays', async () => {
  const listeners = () => ['SIGINT', 'SIGTERM', 'exit'].map((name) => process.listenerCount(name))
  const [before, limit] = [listeners(), process.getMaxListeners()]
  const node = await startNode({ workers: 2 })
  const pids = node.stats().workers.map(({ process: worker }) => worker.pid)
  expect(listeners()).toEqual(before)
  await Promise.all([node.close(), node.close()])
  await node.close()
  expect(pids.filter(isAlive)).toEqual([])
  expect(listeners()).toEqual(before)
  expect(process.getMaxListeners()).toBe(limit)
})

test('SFU-14: a hung worker does not keep the node from closing', async () => {
  const node = await startNode()
  const [worker] = node.stats().workers
  if (!worker) throw new Error('the node has no worker')
  process.kill(worker.process.pid, 'SIGSTOP')
  await node.close()
  expect(isAlive(worker.process.pid)).toBe(false)
})

test('SFU-16: a missing worker is named, and what to do', async () => {
  await expect(startNode({ workerBin: '/nowhere/mediasoup-worker' })).rejects.toMatchObject({
    code: 'worker-missing',
    message: expect.stringContaining('VISAVIS_MEDIASOUP_WORKER'),
  })
})

test('SFU-16: a program that is no worker is named', async () => {
  await expect(startNode({ workerBin: '/bin/false' })).rejects.toMatchObject({
    code: 'worker-failed',
  })
})

test('SFU-16: a port in use is named', async () => {
  await using server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  await expect(startNode({ rtcPort: port })).rejects.toMatchObject({
    code: 'port-in-use',
    message: expect.stringContaining(String(port)),
  })
})

test('SFU-16: an address of another machine, and one that nobody can send to, are named', async () => {
  await expect(startNode({ listenIp: '192.0.2.1' })).rejects.toMatchObject({
    code: 'address-unavailable',
  })
  await expect(startNode({ listenIp: '0.0.0.0' })).rejects.toMatchObject({
    code: 'not-announceable',
  })
})

test('SFU-16: every worker has the same capabilities, and the announced address', async () => {
  await using node = await startNode({ workers: 2, announcedAddress: 'media.example' })
  const { rtpCapabilities, workers } = await ask(node, 'node.describe', {})
  for (const { router } of node.stats().workers) {
    expect(router.rtpCapabilities).toEqual(rtpCapabilities)
  }
  for (const { worker } of workers) {
    const transport = newId('transport')
    const call = { transport, worker, scope: 'room', session: 'ada' }
    const { iceCandidates } = await ask(node, 'transport.create', call)
    expect(iceCandidates.map(({ protocol, address }) => `${protocol} ${address}`)).toEqual([
      'udp media.example',
      'tcp media.example',
    ])
  }
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
