import { describe, expect, it } from 'vitest'
import { arrowStep, clampInto, cornerAfterKey, nearestCorner } from './placement.ts'

const area = { width: 1_000, height: 600 }
const size = { width: 400, height: 300 }

describe('clampInto', () => {
  it('keeps a box inside, a margin from the edges', () => {
    expect(clampInto(area, size, { x: -50, y: 900 }, 8)).toEqual({ x: 8, y: 292 })
    expect(clampInto(area, size, { x: 100, y: 50 }, 8)).toEqual({ x: 100, y: 50 })
  })

  it('shows the beginning of a box that is too large', () => {
    expect(clampInto({ width: 300, height: 200 }, size, { x: 40, y: 40 }, 8)).toEqual({
      x: 8,
      y: 8,
    })
  })
})

describe('corners', () => {
  it('are nearest by halves, mirrored from right to left', () => {
    expect(nearestCorner(area, { x: 100, y: 100 }, 'ltr')).toBe('start-top')
    expect(nearestCorner(area, { x: 900, y: 500 }, 'ltr')).toBe('end-bottom')
    expect(nearestCorner(area, { x: 100, y: 100 }, 'rtl')).toBe('end-top')
  })

  it('follow the arrow keys as seen, whatever the direction of text', () => {
    expect(cornerAfterKey('end-top', 'ArrowLeft', 'ltr')).toBe('start-top')
    expect(cornerAfterKey('end-top', 'ArrowRight', 'rtl')).toBe('start-top')
    expect(cornerAfterKey('end-top', 'ArrowDown', 'ltr')).toBe('end-bottom')
    expect(cornerAfterKey('end-top', 'Enter', 'ltr')).toBeNull()
  })
})

it('arrow keys step; other keys do not', () => {
  expect(arrowStep('ArrowUp', 24)).toEqual({ x: 0, y: -24 })
  expect(arrowStep('a', 24)).toBeNull()
})
