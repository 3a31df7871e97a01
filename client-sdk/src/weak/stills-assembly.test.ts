import { LIMITS } from '@visavis/protocol/browser'
import { describe, expect, it } from 'vitest'
import { encode, StillsAssembly } from './stills-assembly.ts'

const WEBP = new Uint8Array([...'RIFF....WEBP and the rest'].map((one) => one.charCodeAt(0)))

function piece(from: number, to: number, change = {}) {
  return { still: 7, size: WEBP.length, data: encode(WEBP.subarray(from, to)), ...change }
}

describe('pieces of a still', () => {
  it('become a picture with the last', async () => {
    const assembly = new StillsAssembly()
    expect(assembly.add(piece(0, 12))).toBeNull()
    const image = assembly.add(piece(12, WEBP.length))
    expect(image).toBeInstanceOf(Blob)
    expect(image instanceof Blob && image.type).toBe('image/webp')
    expect(image && new Uint8Array(await image.arrayBuffer())).toEqual(WEBP)
  })

  it.each([
    ['of another still', { still: 8 }],
    ['of another size', { size: WEBP.length + 1 }],
    ['without bytes', { data: '' }],
    ['that are no base64', { data: '***' }],
    ['beyond the end', { data: encode(new Uint8Array(100)) }],
  ])('%s are refused', (_name, change) => {
    const assembly = new StillsAssembly()
    assembly.add(piece(0, 12))
    expect(assembly.add(piece(12, 20, change))).toBe(false)
  })

  it('that are no picture are refused', () => {
    const html = new Uint8Array([...'<script>alert(1)</script>'].map((one) => one.charCodeAt(0)))
    const answer = { still: 1, size: html.length, data: encode(html) }
    expect(new StillsAssembly().add(answer)).toBe(false)
  })

  it('of what is too large are refused', () => {
    expect(new StillsAssembly().add(piece(0, 12, { size: LIMITS.stillBytes + 1 }))).toBe(false)
  })
})
