import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AddressLimit } from './address-limit.ts'
import { MessageLimit } from './message-limit.ts'
import { TokenBucket } from './token-bucket.ts'

test('a bucket gives its burst at once and its rate for long', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 200 }), (pauses) => {
      const bucket = new TokenBucket({ perSecond: 10, burst: 5 }, 0)
      let now = 0
      const taken = pauses.filter((pause) => {
        now += pause
        return bucket.take(now)
      }).length
      expect(taken).toBeLessThanOrEqual(5 + now / 100)
    }),
  )
})

test('a bucket gives all of what is asked or nothing', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 5 }, 0)
  expect(bucket.take(0, 6)).toBe(false)
  expect(bucket.take(0, 4)).toBe(true)
  expect(bucket.take(0, 2)).toBe(false)
  expect(bucket.take(0, 1)).toBe(true)
})

test('a bucket that was left alone is full again', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 5 }, 0)
  for (let count = 0; count < 5; count++) expect(bucket.take(0)).toBe(true)
  expect(bucket.take(0)).toBe(false)
  expect(bucket.take(100)).toBe(true)
  expect(bucket.take(100)).toBe(false)
})

test('a clock that jumps back gives nothing away', () => {
  const bucket = new TokenBucket({ perSecond: 1_000, burst: 1 }, 1_000)
  expect(bucket.take(1_000)).toBe(true)
  expect(bucket.take(0)).toBe(false)
  expect(bucket.take(0)).toBe(false)
})

test('WS-9 a talker is refused first, and closed when it goes on', () => {
  const limit = new MessageLimit(5, 0)
  const verdicts = Array.from({ length: 101 }, () => limit.take(100, 0))
  expect(verdicts.filter((verdict) => verdict === 'take')).toHaveLength(50)
  expect(verdicts.filter((verdict) => verdict === 'too-many')).toHaveLength(50)
  expect(verdicts.at(-1)).toBe('close')
})

test('WS-9 somebody who sends few but long messages is refused too, and closed when it goes on', () => {
  const limit = new MessageLimit(50, 0)
  const verdicts = Array.from({ length: 41 }, () => limit.take(16_000, 0))
  expect(verdicts.slice(0, 20)).toEqual(Array(20).fill('take'))
  expect(verdicts.slice(20, 40)).toEqual(Array(20).fill('too-long'))
  expect(verdicts.at(-1)).toBe('close')
})

test('WS-9 what waited after a refusal passes a little later', () => {
  const limit = new MessageLimit(50, 0)
  while (limit.take(16_000, 0) === 'take');
  expect(limit.take(16_000, 500)).toBe('take')
  expect(limit.take(16_000, 500)).toBe('too-long')
})

test('WS-9 however low the rate, the longest frame passes', () => {
  const limit = new MessageLimit(1, 0)
  expect(limit.take(64 * 1_024, 0)).toBe('take')
})

test('WS-9 an address has its places back when its sockets are gone, each once', () => {
  const limit = new AddressLimit(2)
  const giveBack = [limit.take('a'), limit.take('a')]
  expect([limit.judge('a'), limit.judge('b')]).toEqual(['close', 'admit'])
  limit.take('a')
  limit.take('a')
  expect(limit.judge('a')).toBe('refuse')
  for (const give of giveBack) {
    give()
    give()
  }
  expect(limit.judge('a')).toBe('close')
})

test('WS-9 the addresses of one IPv6 network count together', () => {
  const limit = new AddressLimit(1)
  limit.take('2001:db8:1:2::1')
  expect(limit.judge('2001:db8:1:2:ffff::9')).toBe('close')
  expect(limit.judge('2001:db8:1:3::1')).toBe('admit')
})
