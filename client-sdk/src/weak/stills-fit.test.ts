import { describe, expect, it } from 'vitest'
import { type DrawStill, fitStill } from './stills-fit.ts'

/** Takes so many bytes for each pixel at full quality. */
function drawing(bytesPerPixel: number): { draw: DrawStill; tried: number[] } {
  const tried: number[] = []
  const draw: DrawStill = async (width, quality) => {
    tried.push(width)
    const bytes = 200 + width * width * (9 / 16) * bytesPerPixel * quality
    return new Blob([new Uint8Array(Math.round(bytes))])
  }
  return { draw, tried }
}

describe('a still', () => {
  it.each([1_500, 3_000, 5_000, 20_000, 60_000, 500_000])(
    'fits into %i bytes',
    async (maxBytes) => {
      const still = await fitStill(drawing(0.15).draw, { width: 1_280, maxBytes })
      expect(still?.size).toBeLessThanOrEqual(maxBytes)
    },
  )

  it('is larger where there is more room', async () => {
    const small = await fitStill(drawing(0.15).draw, { width: 1_280, maxBytes: 3_000 })
    const large = await fitStill(drawing(0.15).draw, { width: 1_280, maxBytes: 30_000 })
    expect(large?.size).toBeGreaterThan(small?.size ?? 0)
  })

  it('is never wider than the camera', async () => {
    const { draw, tried } = drawing(0.01)
    await fitStill(draw, { width: 320, maxBytes: 500_000 })
    expect(Math.max(...tried)).toBe(320)
  })

  it('is none where even the smallest is too large', async () => {
    expect(await fitStill(drawing(50).draw, { width: 640, maxBytes: 1_500 })).toBeNull()
  })
})
