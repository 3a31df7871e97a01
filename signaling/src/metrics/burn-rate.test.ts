import { expect, test } from 'vitest'
import { BurnRate } from './burn-rate.ts'

const MINUTE_MS = 60_000

test('nothing burns while nothing happens, and one in twenty is what the target allows', () => {
  const rate = new BurnRate({ now: () => 0 })
  expect(rate.over(5)).toBe(0)
  for (let call = 0; call < 20; call += 1) rate.observe(call > 0)
  expect(rate.over(5)).toBeCloseTo(1)
})

test('a bad minute leaves the short window before the long one', () => {
  let now = 0
  const rate = new BurnRate({ now: () => now })
  rate.observe(false)
  now = 10 * MINUTE_MS
  rate.observe(true)
  expect(rate.over(5)).toBe(0)
  expect(rate.over(60)).toBeCloseTo(10)
  now = 61 * MINUTE_MS
  expect(rate.over(60)).toBe(0)
})
