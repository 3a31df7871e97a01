import { EventEmitter } from 'node:events'
import { newId, VisavisError } from '@visavis/protocol'
import { expect, test, vi } from 'vitest'
import type { MediaWorker } from '../media-worker.ts'
import type { PeerNode } from './peer-node.ts'
import { copyFromNode, type RemotePipe } from './remote-copy.ts'
import { SharedTable } from './shared-table.ts'

test('SFU-27: a pipe whose opening is not answered is closed at both ends', async () => {
  const { peer, transport, tables, copy } = setUp()
  await expect(copy()).rejects.toMatchObject({ code: 'media-unavailable' })
  const [, [, { pipe }]] = peer.call.mock.calls as unknown as [unknown, [string, { pipe: string }]]
  expect(peer.end.mock.calls).toEqual([['pipe.close', { pipe }]])
  expect(transport.close).toHaveBeenCalled()
  // The link is kept until the other node has heard of it.
  expect(tables.peers.size).toBe(1)
  peer.ended.resolve()
  await expect.poll(() => tables.peers.size).toBe(0)
})

function setUp() {
  const ended = Promise.withResolvers<void>()
  const peer = {
    ended,
    call: vi.fn(async (method: string) => {
      if (method === 'pipe.open') throw new VisavisError('media-unavailable')
      return { worker: 'w0', kind: 'audio' }
    }),
    end: vi.fn(() => ended.promise),
    onForgotten: () => () => {},
  }
  const transport = fakeTransport()
  const router = { createPipeTransport: async () => transport }
  const tables = {
    listen: { ip: '127.0.0.1' },
    peers: new SharedTable<PeerNode>({ idleMs: 0, close() {} }),
    pipes: new SharedTable<RemotePipe>({ idleMs: 0, close() {} }),
    connect: async () => peer as unknown as PeerNode,
  }
  const from = { node: 'one', url: 'ws://127.0.0.1:9' }
  const to = { id: 'w1', router } as unknown as MediaWorker
  const copy = () => copyFromNode(tables, { track: newId('track'), from, to }, () => {})
  return { peer, transport, tables, copy }
}

/** As much of a pipe transport as is used here. */
function fakeTransport() {
  const observer = new EventEmitter()
  const keyBase64 = Buffer.alloc(44, 1).toString('base64')
  return {
    observer,
    closed: false,
    tuple: { localAddress: '127.0.0.1', localPort: 1 },
    srtpParameters: { cryptoSuite: 'AEAD_AES_256_GCM', keyBase64 },
    connect: async () => {},
    close: vi.fn(() => observer.emit('close')),
  }
}
