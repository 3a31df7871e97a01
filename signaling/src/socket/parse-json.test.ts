import { LIMITS } from '@visavis/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasPoisonedKey, isDeeperThan, parseJson } from './parse-json.ts'

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

test('WS-3 the depth counted in the text is the depth of the value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const text = JSON.stringify(value)
      const depth = depthOf(JSON.parse(text))
      expect(isDeeperThan(text, depth)).toBe(false)
      if (depth > 0) expect(isDeeperThan(text, depth - 1)).toBe(true)
    }),
  )
})

test('brackets within strings do not count, whatever is escaped around them', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('[', '{', '"', '\\', ']', 'a') }), (text) => {
      expect(isDeeperThan(JSON.stringify({ text }), 1)).toBe(false)
    }),
  )
})

test('WS-3 text that nests too deeply is not parsed', () => {
  const deep = '['.repeat(LIMITS.jsonDepth + 1)
  expect(parseJson(deep)).toEqual({ ok: false, code: 'invalid-request' })
})

test('no text at all makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(typeof parseJson(text).ok).toBe('boolean')
    }),
  )
})

test.each([
  ['{"__proto__":1}', true],
  ['{"a":[{"__proto__":1}]}', true],
  ['{"\\u005f\\u005fproto__":1}', true],
  ['{"text":"__proto__"}', false],
  ['{"text":"\\u00e9"}', false],
])('keys that could become a prototype: %s', (text, isPoisoned) => {
  expect(hasPoisonedKey(text, JSON.parse(text))).toBe(isPoisoned)
})
