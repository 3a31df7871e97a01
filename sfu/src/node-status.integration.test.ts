import { newId } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { ask } from '../test/ask.ts'
import { nextNotice } from '../test/next-notice.ts'
import { startNode } from '../test/start-node.ts'
import type { MediaNode } from './media-node.ts'

test('SFU-29: a full node says so, refuses by name, and what it carries is fine', async () => {
  await using node = await startNode({ capacity: 2 })
  const full = nextNotice(node, 'node.status', ({ params }) => params.admission === 'full')
  const [first] = [await createTransport(node), await createTransport(node)]
  await expect(createTransport(node)).rejects.toThrow('media-unavailable')
  expect((await full).params.workers).toMatchObject([{ transports: 2 }])
  await ask(node, 'transport.restart-ice', { transport: first })
  await ask(node, 'transport.close', { transport: first })
  expect((await ask(node, 'node.describe', {})).admission).toBe('open')
  await createTransport(node)
})

test('SFU-29: a node without a free port is full for a while', async () => {
  const ports = { min: 47_312, max: 47_312 }
  await using node = await startNode({ workers: 1, pipes: { ip: '127.0.0.1', ports } })
  const [worker] = node.stats().workers
  const srtp = { cryptoSuite: 'AEAD_AES_256_GCM', keyBase64: `${'A'.repeat(59)}=` } as const
  const end = { address: '127.0.0.1', port: 9, srtp }
  const open = (pipe: string) => ask(node, 'pipe.open', { pipe, worker: worker?.id ?? '', end })
  await open('first')
  await expect(open('second')).rejects.toThrow('media-unavailable')
  expect(node.stats().admission).toBe('full')
})

test('SFU-30: a node that drains says so, and is done when the last session has gone', async () => {
  await using node = await startNode()
  await createTransport(node)
  const told = nextNotice(node, 'node.status', ({ params }) => params.admission === 'draining')
  const drained = node.drain()
  await told
  await ask(node, 'session.close', { session: 'ada' })
  await drained
  expect(node.stats().sessions).toBe(0)
})

async function createTransport(node: MediaNode) {
  const transport = newId('transport')
  const worker = node.stats().workers[0]?.id ?? ''
  await ask(node, 'transport.create', { transport, worker, scope: 'room', session: 'ada' })
  return transport
}
