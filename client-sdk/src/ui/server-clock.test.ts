import { expect, test } from 'vitest'
import { ServerClock } from './server-clock.ts'

const MINUTE = 60_000

test.each([
  ['right', 0],
  ['two minutes ahead', 2 * MINUTE],
  ['an hour behind', -60 * MINUTE],
])('a clock that is %s tells the moment to the quickest arrival', (_what, ahead) => {
  const clock = new ServerClock()
  const arrivals = [
    { at: 1_000, delay: 400 },
    { at: 2_000, delay: 80 },
    { at: 3_000, delay: 900 },
  ]
  for (const { at, delay } of arrivals) clock.observe(at, at + delay + ahead)
  expect(clock.toLocal(5_000)).toBe(5_000 + ahead + 80)
})

test('until something arrives the clocks are taken to agree', () => {
  expect(new ServerClock().toLocal(5_000)).toBe(5_000)
})
