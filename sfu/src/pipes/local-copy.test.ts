import { EventEmitter } from 'node:events'
import type { types } from 'mediasoup'
import { expect, test, vi } from 'vitest'
import type { MediaWorker } from '../media-worker.ts'
import type { NodeProducer } from '../node-state.ts'
import { copyLocally } from './local-copy.ts'
import type { LocalPipe } from './local-pipe.ts'
import { SharedTable } from './shared-table.ts'

const [from, to] = [{ id: 'w0' }, { id: 'w1' }] as unknown as [MediaWorker, MediaWorker]

test('SFU-20: what cannot be received is not sent either, while the pipe serves others', async () => {
  const { sent, copy } = setUp(() => Promise.reject(new Error('no such codec')))
  await expect(copy()).rejects.toMatchObject({ code: 'media-refused' })
  expect(sent.close).toHaveBeenCalled()
})

test('SFU-20: a copy pauses with its track, also while it is made', async () => {
  const media = fakeMedia()
  const { sent, copy } = setUp(async () => {
    sent.producerPaused = true
    return media
  })
  await copy()
  expect(media.pause).toHaveBeenCalledTimes(1)
  sent.producerPaused = false
  sent.observer.emit('resume')
  expect(media.resume).toHaveBeenCalledTimes(1)
})

function setUp(produce: () => Promise<unknown>) {
  const sent = { ...fakeMedia(), producerPaused: false }
  const ends = new Map([
    [from, { consume: async () => sent }],
    [to, { produce }],
  ] as unknown as [MediaWorker, types.PipeTransport][])
  const pipe = { endAt: (worker: MediaWorker) => ends.get(worker), close() {} } as LocalPipe
  const pipes = new SharedTable<LocalPipe>({ idleMs: 0, close() {} })
  const original = { media: { id: 'track' }, transport: { worker: from } } as NodeProducer
  const copy = async () => {
    // Somebody else's, who keeps the pipe open.
    await pipes.use('w0 w1', async () => pipe)
    return copyLocally(pipes, original, to, () => {})
  }
  return { sent, copy }
}

/** As much of a producer or a consumer as is used here. */
function fakeMedia() {
  return {
    kind: 'audio',
    closed: false,
    observer: new EventEmitter(),
    close: vi.fn(),
    pause: vi.fn(async () => {}),
    resume: vi.fn(async () => {}),
  }
}
