import { expect, test } from 'vitest'
import { adaptEncodings, sendOptions } from './encodings.ts'

test.each([
  [1920, 3],
  [1280, 3],
  [640, 2],
  [320, 1],
])('a camera of %i pixels has %i layers', (width, layers) => {
  expect(sendOptions('camera', width).encodings).toHaveLength(layers)
})

test('a sender that was made for three layers takes up a camera that has one', async () => {
  const { encodings = [] } = sendOptions('camera', 1280)
  let parameters = { encodings: structuredClone(encodings) }
  const rtpSender = {
    getParameters: () => structuredClone(parameters),
    setParameters: async (wanted: typeof parameters) => {
      parameters = wanted
    },
  } as unknown as RTCRtpSender
  await adaptEncodings({ rtpSender }, 320)
  const [only] = sendOptions('camera', 320).encodings ?? []
  const [first, ...others] = parameters.encodings
  expect(first).toEqual({ ...only, scaleResolutionDownBy: 1 })
  expect(others.map(({ active }) => active)).toEqual([false, false])
})

test('a screen is one layer in full resolution', () => {
  const { encodings = [] } = sendOptions('screen', 3840)
  expect(encodings).toHaveLength(1)
  expect(encodings[0]?.scaleResolutionDownBy).toBeUndefined()
})

test('a voice repairs losses, spares silence, and goes first', () => {
  const { encodings, codecOptions } = sendOptions('microphone', 0)
  expect(codecOptions).toMatchObject({ opusFec: true, opusDtx: true })
  expect(encodings?.[0]).toMatchObject({ networkPriority: 'high' })
})
