import { EventEmitter } from 'node:events'
import type { PipeEnd } from '@visavis/protocol'
import { expect, test, vi } from 'vitest'
import type { MediaWorker } from '../media-worker.ts'
import { ServedPipes } from './served-pipes.ts'

const keyBase64 = Buffer.alloc(44, 1).toString('base64')
const srtpParameters = { cryptoSuite: 'AEAD_AES_256_GCM', keyBase64 } as const
const end: PipeEnd = { address: '127.0.0.1', port: 9, srtp: srtpParameters }
const sending = { pipe: 'pipe', sending: 'sending', caller: 'other' }
const producerId = async () => 'track'

test('SFU-27: a pipe that is closed while it is opened does not stay', async () => {
  const { pipes, worker, made, transport } = setUp()
  const opened = pipes.open('pipe', 'other', worker, end)
  const closed = pipes.closePipe('pipe', 'other')
  made.resolve(transport)
  await Promise.all([opened, closed])
  expect([transport.closed, pipes.size]).toEqual([true, 0])
})

test('SFU-13: a pipe whose caller goes while it is opened does not stay', async () => {
  const { pipes, worker, made, transport } = setUp()
  const opened = pipes.open('pipe', 'other', worker, end)
  pipes.closeOf('other')
  made.resolve(transport)
  await opened
  await expect.poll(() => pipes.size).toBe(0)
})

test('SFU-27: a track that is stopped while it is begun to be sent is not sent, and nobody is told', async () => {
  const { pipes, worker, made, transport, notify } = setUp()
  const opened = pipes.open('pipe', 'other', worker, end)
  const sent = pipes.send(sending, producerId)
  const stopped = pipes.stop('pipe', 'sending', 'other')
  made.resolve(transport)
  await Promise.all([opened, sent, stopped])
  expect(transport.consumers.map(({ closed }) => closed)).toEqual([true])
  expect(notify).not.toHaveBeenCalled()
})

test('SFU-27: what cannot be opened gives its name back, and what waited for it is refused', async () => {
  const { pipes, worker, made, transport } = setUp()
  const opened = pipes.open('pipe', 'other', worker, end)
  const waiting = [pipes.send(sending, producerId), pipes.closePipe('pipe', 'other')]
  made.reject(new Error('no more available ports'))
  await expect(opened).rejects.toMatchObject({ code: 'media-unavailable' })
  for (const call of waiting) await expect(call).rejects.toMatchObject({ code: 'not-found' })
  expect(pipes.size).toBe(0)
  const again = setUp()
  again.made.resolve(transport)
  await pipes.open('pipe', 'other', again.worker, end)
  expect(pipes.size).toBe(1)
})

test('SFU-27: of what ends by itself its caller is told, and no other may touch it', async () => {
  const { pipes, worker, made, transport, notify } = setUp()
  made.resolve(transport)
  await pipes.open('pipe', 'other', worker, end)
  await pipes.send(sending, producerId)
  const foreign = pipes.stop('pipe', 'sending', 'somebody')
  await expect(foreign).rejects.toMatchObject({ code: 'not-found' })
  transport.consumers[0]?.close()
  const params = { pipe: 'pipe', sending: 'sending' }
  expect(notify.mock.calls).toEqual([[{ notice: 'pipe.ended', params }]])
})

/** As much of mediasoup's consumers and transports as is used here. */
class FakeMedia {
  readonly observer = new EventEmitter()
  readonly rtpParameters = {}
  closed = false

  close(): void {
    if (this.closed) return
    this.closed = true
    this.observer.emit('close')
  }
}

class FakeTransport extends FakeMedia {
  readonly tuple = { localAddress: '127.0.0.1', localPort: 1 }
  readonly srtpParameters = srtpParameters
  readonly consumers: FakeMedia[] = []

  async connect(): Promise<void> {}

  async consume(): Promise<FakeMedia> {
    const consumer = new FakeMedia()
    this.consumers.push(consumer)
    return consumer
  }
}

function setUp() {
  const made = Promise.withResolvers<FakeTransport>()
  const router = { createPipeTransport: () => made.promise }
  const notify = vi.fn()
  const pipes = new ServedPipes({ listen: { ip: '127.0.0.1' }, notify })
  const worker = { router } as unknown as MediaWorker
  return { pipes, worker, made, transport: new FakeTransport(), notify }
}
