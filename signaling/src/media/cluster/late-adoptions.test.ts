import type { SfuAnswer, SfuRequest } from '@visavis/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { refusal } from './answers.ts'
import { LateAdoptions } from './late-adoptions.ts'

const request: SfuRequest = { method: 'session.adopt', params: { session: 'ada', epoch: 2 } }
const LONG_MS = 60_000

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

test('PLACE-9 a node that cannot be asked is asked again until it answers', async () => {
  const answers = [refusal('media-unavailable'), refusal('not-found')]
  const send = vi.fn(async () => answers.splice(0, 1))
  const { late, adoption } = adopting(send)
  const settled = late.settle(adoption, Promise.resolve(refusal('media-unavailable')))
  await vi.advanceTimersByTimeAsync(LONG_MS)
  expect(await settled).toEqual(refusal('not-found'))
  expect(send.mock.calls).toEqual([[[request]], [[request]]])
})

test('PLACE-9 a session that goes on elsewhere is not asked for, and its answer is nothing', async () => {
  const send = vi.fn(async () => [refusal('media-unavailable')])
  const { late, adoption } = adopting(send)
  const answered = Promise.withResolvers<SfuAnswer>()
  const settled = late.settle(adoption, answered.promise)
  late.drop(({ session }) => session === 'ada')
  answered.resolve({ result: { transports: [] } })
  expect(await settled).toBeUndefined()
  const again = late.settle(adoption, Promise.resolve(refusal('media-unavailable')))
  await vi.advanceTimersByTimeAsync(LONG_MS)
  const asked = send.mock.calls.length
  expect(asked).toBeGreaterThan(1)
  late.drop(({ member }) => member === adoption.member)
  await vi.advanceTimersByTimeAsync(LONG_MS)
  expect(await again).toBeUndefined()
  expect(send).toHaveBeenCalledTimes(asked)
})

function adopting(send: (requests: readonly SfuRequest[]) => Promise<readonly SfuAnswer[]>) {
  return { late: new LateAdoptions(), adoption: { session: 'ada', request, member: { send } } }
}
