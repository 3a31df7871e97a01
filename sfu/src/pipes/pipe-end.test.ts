import { errors } from 'mediasoup'
import { expect, test, vi } from 'vitest'
import type { MediaWorker } from '../media-worker.ts'
import { openPipeEnd } from './pipe-end.ts'

test.each([
  ['no port is free', new Error('no more available ports [protocol:udp]'), 1],
  ['the worker has died', new errors.WorkerClosedError('Channel closed'), 0],
])('SFU-29: a pipe that fails because %s', async (_, error, times) => {
  const onExhausted = vi.fn()
  const router = { createPipeTransport: () => Promise.reject(error) }
  const opening = openPipeEnd({ router } as unknown as MediaWorker, {
    ip: '127.0.0.1',
    onExhausted,
  })
  await expect(opening).rejects.toMatchObject({ code: 'media-unavailable' })
  expect(onExhausted).toHaveBeenCalledTimes(times)
})
