import { expect, test } from 'vitest'
import { sendOptions } from './encodings.ts'

test.each([
  [1920, 3],
  [1280, 3],
  [640, 2],
  [320, 1],
])('a camera of %i pixels has %i layers', (width, layers) => {
  expect(sendOptions('camera', width).encodings).toHaveLength(layers)
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
