import { expect, test } from 'vitest'
import { WhoseLoss } from './whose-loss.ts'

function lossAfter(awayMs: number) {
  const loss = new WhoseLoss()
  loss.observe('open', 0)
  loss.observe('reconnecting', 1_000)
  loss.observe('reconnecting', 1_000 + awayMs / 2)
  loss.observe('open', 1_000 + awayMs)
  return loss.explain('lost', 1_000 + awayMs)
}

test('back in time and still without a place: the server lost it', () => {
  expect(lossAfter(4_000)).toBe('abandoned')
})

test('away for longer than a place is kept: nobody else to blame', () => {
  expect(lossAfter(31_000)).toBe('lost')
})

test('every absence counts by itself', () => {
  const loss = new WhoseLoss()
  loss.observe('reconnecting', 0)
  loss.observe('open', 1_000)
  loss.observe('reconnecting', 60_000)
  loss.observe('open', 95_000)
  expect(loss.explain('lost', 95_000)).toBe('lost')
})

test('any other end is what it says', () => {
  const loss = new WhoseLoss()
  expect(loss.explain('lost')).toBe('lost')
  loss.observe('reconnecting', 0)
  expect(loss.explain('advisor-left', 1)).toBe('advisor-left')
})
