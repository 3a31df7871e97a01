import { EventEmitter } from 'node:events'
import type { types } from 'mediasoup'
import { expect, test } from 'vitest'
import type { MediaWorker } from '../media-worker.ts'
import { openLocalPipe } from './local-pipe.ts'

test('SFU-20: where one end of a pipe cannot be made, the other does not stay', async () => {
  const end = new FakeEnd()
  const made = Promise.withResolvers<FakeEnd>()
  const opening = openLocalPipe(
    [workerWith(() => made.promise), workerWith(() => Promise.reject(new Error('no memory')))],
    () => {},
  )
  await expect(opening).rejects.toMatchObject({ code: 'media-refused' })
  made.resolve(end)
  await expect.poll(() => end.closed).toBe(true)
})

/** As much of a pipe transport as is used here. */
class FakeEnd {
  readonly observer = new EventEmitter()
  closed = false

  close(): void {
    this.closed = true
  }
}

function workerWith(makeEnd: () => Promise<FakeEnd>): MediaWorker {
  const router: Partial<types.Router> = {
    createPipeTransport: makeEnd as unknown as types.Router['createPipeTransport'],
  }
  return { router } as MediaWorker
}
