import { expect, test } from 'vitest'
import { Patience } from './patience.ts'

function look(patience: Patience, times: number, lostShare: number, isNarrow = false): void {
  for (let count = 0; count < times; count += 1) patience.look({ lostShare, isNarrow })
}

test('plays later the more is lost, and as the browser likes after 20 s without loss', () => {
  const patience = new Patience()
  look(patience, 3, 0.08)
  expect(patience.delayMs).toBeNull()
  look(patience, 1, 0.08)
  expect(patience.delayMs).toBe(400)
  look(patience, 4, 0.2)
  expect(patience.delayMs).toBe(700)
  look(patience, 4, 0.08)
  expect(patience.delayMs).toBe(700)
  look(patience, 39, 0)
  expect(patience.delayMs).toBe(700)
  look(patience, 1, 0)
  expect(patience.delayMs).toBeNull()
})

test('one bad moment changes nothing', () => {
  const patience = new Patience()
  look(patience, 2, 0.3)
  look(patience, 1, 0)
  look(patience, 3, 0.3)
  expect(patience.delayMs).toBeNull()
})

test('plays later where there is no room for video, whatever is lost', () => {
  const patience = new Patience()
  look(patience, 4, 0, true)
  expect(patience.delayMs).toBe(400)
})
