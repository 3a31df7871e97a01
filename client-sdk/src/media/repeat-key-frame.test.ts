import { expect, test, vi } from 'vitest'
import { repeatKeyFrame } from './repeat-key-frame.ts'

function sender(setParameters: (parameters: unknown, options: unknown) => Promise<void>) {
  const track = { readyState: 'live' }
  const encodings = [{ rid: 'r0' }, { rid: 'r1' }]
  const rtpSender: unknown = { track, getParameters: () => ({ encodings }), setParameters }
  return { track, producer: { rtpSender: rtpSender as RTCRtpSender } }
}

test('every layer begins again with a key frame, as often as said', async () => {
  const setParameters = vi.fn(async () => {})
  await repeatKeyFrame(sender(setParameters).producer, [1, 2, 3])
  expect(setParameters).toHaveBeenCalledTimes(3)
  const encodingOptions = [{ keyFrame: true }, { keyFrame: true }]
  expect(setParameters).toHaveBeenLastCalledWith(expect.anything(), { encodingOptions })
})

test('a browser that does not know how is asked once', async () => {
  const setParameters = vi.fn(async () => {
    throw new TypeError('unknown')
  })
  await repeatKeyFrame(sender(setParameters).producer, [1, 2])
  expect(setParameters).toHaveBeenCalledTimes(1)
})

test('nothing is asked of a track that has ended', async () => {
  const setParameters = vi.fn(async () => {})
  const { track, producer } = sender(setParameters)
  track.readyState = 'ended'
  await repeatKeyFrame(producer, [1])
  expect(setParameters).not.toHaveBeenCalled()
})
