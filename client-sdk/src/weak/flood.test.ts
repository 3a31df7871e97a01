import { expect, test } from 'vitest'
import { Flood } from './flood.ts'

function after(...losses: readonly number[]): boolean {
  const flood = new Flood()
  for (const loss of losses) flood.look(loss)
  return flood.isFlooded
}

test('most of what is sent is lost, twice in a row', () => {
  expect(after(0.7, 0.8)).toBe(true)
  expect(after(0, 0.7)).toBe(false)
  expect(after(0.7, 0.1, 0.7)).toBe(false)
})

test('a bad radio is none', () => {
  expect(after(...Array(60).fill(0.4))).toBe(false)
})

test('it is over after three calm seconds', () => {
  expect(after(0.7, 0.7, ...Array(5).fill(0.02))).toBe(true)
  expect(after(0.7, 0.7, ...Array(6).fill(0.02))).toBe(false)
  expect(after(0.7, 0.7, ...Array(5).fill(0.02), 0.3, 0.02)).toBe(true)
})
