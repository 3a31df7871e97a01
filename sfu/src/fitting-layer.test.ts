import { expect, test } from 'vitest'
import { fittingLayer } from './fitting-layer.ts'

const TOP = { layers: 3, current: 2 }

test.each([
  [{ width: 1, height: 1 }, 0],
  [{ width: 240, height: 135 }, 0],
  [{ width: 241, height: 135 }, 1],
  [{ width: 640, height: 360 }, 1],
  [{ width: 641, height: 360 }, 2],
  [{ width: 3_840, height: 2_160 }, 2],
])('a box of %o takes layer %i of three', (box, layer) => {
  expect(fittingLayer({ ...box, ...TOP })).toBe(layer)
})

test('the longer side counts', () => {
  expect(fittingLayer({ width: 135, height: 240, ...TOP })).toBe(0)
  expect(fittingLayer({ width: 360, height: 640, ...TOP })).toBe(1)
})

test('there is never more than there is', () => {
  expect(fittingLayer({ width: 2_000, height: 1_000, layers: 2, current: 0 })).toBe(1)
  expect(fittingLayer({ width: 2_000, height: 1_000, layers: 1, current: 0 })).toBe(0)
})

test('a box around a border keeps its layer', () => {
  const box = (width: number, current: number) =>
    fittingLayer({ width, height: 200, layers: 3, current })
  expect(box(250, 0)).toBe(0)
  expect(box(288, 0)).toBe(0)
  expect(box(289, 0)).toBe(1)
  expect(box(250, 1)).toBe(1)
  expect(box(240, 1)).toBe(0)
})
