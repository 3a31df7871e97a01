import { expect, test } from 'vitest'
import { RateLimit } from './rate-limit.ts'

const limited = { code: 'rate-limited', status: 429, retryable: true }

test('an address may do so much and no more', async () => {
  const limit = new RateLimit({ requests: 2, seconds: 60 })
  await limit.take('203.0.113.1')
  await limit.demand('203.0.113.1')
  await limit.take('203.0.113.1')
  await expect(limit.take('203.0.113.1')).rejects.toMatchObject(limited)
  await expect(limit.demand('203.0.113.1')).rejects.toMatchObject(limited)
  await limit.take('203.0.113.2')
})

test.each([
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9'],
  ['2001:db8::1', '2001:db8::2'],
  ['::ffff:203.0.113.1', '203.0.113.1'],
])('%s and %s count as one', async (first, second) => {
  const limit = new RateLimit({ requests: 1, seconds: 60 })
  await limit.take(first)
  await expect(limit.take(second)).rejects.toMatchObject(limited)
})

test.each([
  ['2001:db8:1:2::1', '2001:db8:1:3::1'],
  ['2001:db8::1', '2001:db8:0:1::1'],
  ['203.0.113.1', '203.0.113.2'],
])('%s and %s count apart', async (first, second) => {
  const limit = new RateLimit({ requests: 1, seconds: 60 })
  await limit.take(first)
  await limit.take(second)
})
