import { expect, test } from 'vitest'
import { checkedPicture, drawnSize, isNoticeable } from './picture-size.ts'

const WIDE = { width: 640, height: 360 }

test('a whole picture takes what its shape allows, a cropped one all', () => {
  const box = { width: 400, height: 800 }
  expect(drawnSize(box, WIDE, 'contain')).toEqual({ width: 400, height: 225 })
  expect(drawnSize(box, WIDE, 'cover')).toEqual({ width: 1_422, height: 800 })
})

test('the shape decides, not the layer that is shown now', () => {
  const box = { width: 1_280, height: 720 }
  const small = { width: 320, height: 180 }
  expect(drawnSize(box, small, 'contain')).toEqual(drawnSize(box, WIDE, 'contain'))
})

test('before the first frame a picture is taken to fill its box', () => {
  expect(drawnSize(WIDE, { width: 0, height: 0 }, 'contain')).toEqual(WIDE)
})

test('a box without room shows nothing, and none is larger than any screen', () => {
  expect(drawnSize({ width: 0, height: 0 }, WIDE, 'contain')).toBe('hidden')
  const endless = { width: 100_000, height: 100_000 }
  expect(drawnSize(endless, WIDE, 'cover')).toEqual({ width: 16_384, height: 16_384 })
})

test('being seen or not is always news, a few pixels are not', () => {
  expect(isNoticeable(null, WIDE)).toBe(true)
  expect(isNoticeable(WIDE, 'hidden')).toBe(true)
  expect(isNoticeable('hidden', WIDE)).toBe(true)
  expect(isNoticeable('hidden', 'hidden')).toBe(false)
  expect(isNoticeable(WIDE, { width: 600, height: 340 })).toBe(false)
  expect(isNoticeable(WIDE, { width: 500, height: 281 })).toBe(true)
})

test.each([
  { width: 0, height: 90 },
  { width: -160, height: 90 },
  { width: 160, height: Number.NaN },
  { width: Number.POSITIVE_INFINITY, height: 90 },
  { width: 16_385, height: 90 },
])('%o is refused by name', (size) => {
  expect(() => checkedPicture(size)).toThrow(expect.objectContaining({ code: 'invalid-request' }))
})

test('parts of pixels are rounded', () => {
  expect(checkedPicture({ width: 160.4, height: 89.6 })).toEqual({ width: 160, height: 90 })
  expect(checkedPicture('hidden')).toBe('hidden')
})
