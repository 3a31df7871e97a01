import { createSecretKey, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openText, sealText } from './sealing.ts'

const key = createSecretKey(randomBytes(32))

describe('sealing', () => {
  test('gives back any well-formed text exactly', () => {
    const text = fc.string({ unit: 'binary' }).map((value) => value.toWellFormed())
    fc.assert(
      fc.property(text, (plain) => {
        expect(openText(key, 'context', sealText(key, 'context', plain))).toBe(plain)
      }),
    )
  })

  test('never gives the same twice', () => {
    const sealed = Array.from({ length: 1_000 }, () => sealText(key, 'context', 'yes'))
    expect(new Set(sealed).size).toBe(1_000)
  })

  test('opens with the same key and context alone', () => {
    const sealed = sealText(key, 'context', 'secret')
    expect(openText(createSecretKey(randomBytes(32)), 'context', sealed)).toBeUndefined()
    expect(openText(key, 'another', sealed)).toBeUndefined()
  })

  test('any changed byte, and anything that was never sealed, opens to nothing', () => {
    const sealed = Buffer.from(sealText(key, 'context', 'secret'), 'base64url')
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(openText(key, 'context', changed.toString('base64url'))).toBeUndefined()
    }
    for (const text of ['', 'plain text', 'AQ', '\u0000']) {
      expect(openText(key, 'context', text)).toBeUndefined()
    }
  })
})
