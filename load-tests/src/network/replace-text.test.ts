import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTextReplacer } from './replace-text.ts'

describe('a text replacer', () => {
  it('replaces wherever the stream is split, and changes nothing else', () => {
    const piece = fc.constantFrom('127.0.0.2', '127.0.0.', '1', '127', '.', 'x', '0.2')
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.integer({ min: 1, max: 12 })), (pieces, cuts) => {
        const text = pieces.join('')
        const replacer = createTextReplacer('127.0.0.2', '127.0.0.3')
        const out = split(text, cuts).map((part) => replacer.replace(Buffer.from(part)))
        const got = Buffer.concat([...out, replacer.flush()]).toString()
        expect(got).toBe(text.replaceAll('127.0.0.2', '127.0.0.3'))
      }),
    )
  })

  it('takes only texts of one length: frames keep theirs', () => {
    expect(() => createTextReplacer('127.0.0.2', '127.0.0.13')).toThrow('not as long')
  })
})

function split(text: string, cuts: readonly number[]): string[] {
  const parts: string[] = []
  let rest = text
  for (const cut of cuts) {
    parts.push(rest.slice(0, cut))
    rest = rest.slice(cut)
  }
  return [...parts, rest]
}
