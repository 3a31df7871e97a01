import { describe, expect, it } from 'vitest'
import { StillsPace } from './stills-pace.ts'

/** A link that takes so many bits a second for what comes on top of a voice. */
function readOver(
  bps: number,
  wayMs: number,
  seconds: number,
): { pace: StillsPace; longestMs: number } {
  const pace = new StillsPace()
  let longestMs = 0
  for (let now = 0; now < seconds * 1_000; ) {
    const bytes = pace.pieceBytes
    const onTheWayMs = ((bytes * (4 / 3) + 120) * 8 * 1_000) / bps
    longestMs = Math.max(longestMs, onTheWayMs)
    const elapsedMs = wayMs + onTheWayMs
    now += elapsedMs + pace.note(bytes, elapsedMs)
  }
  return { pace, longestMs }
}

describe('the pace of stills', () => {
  it('begins with less than 1,000 bytes on the wire', () => {
    expect(new StillsPace().pieceBytes * (4 / 3) + 120).toBeLessThan(1_000)
  })

  it('never lets a piece stand half a second before a voice, at 10 kbps beside it', () => {
    const { pace, longestMs } = readOver(10_000, 100, 60)
    // At 30 kbps altogether.
    expect(longestMs / 3).toBeLessThan(500)
    expect(pace.bps).toBeGreaterThan(5_000)
  })

  it('grows on a network that is better', () => {
    expect(readOver(2_000_000, 50, 5).pace.bps).toBeGreaterThan(220_000)
  })

  it('does not take a full queue for distance', () => {
    const pace = new StillsPace()
    const before = pace.pieceBytes
    expect(pace.note(before, 4_000)).toBe(400)
    expect(pace.pieceBytes).toBeLessThan(before)
  })

  it('cuts pieces that add up in base64', () => {
    const { pace } = readOver(500_000, 30, 5)
    expect(pace.pieceBytes % 3).toBe(0)
  })
})
