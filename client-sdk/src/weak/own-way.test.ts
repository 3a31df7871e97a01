import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { OwnWay } from './own-way.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function answering(afterMs: number) {
  const ask = vi.fn(() => new Promise<void>((resolve) => setTimeout(resolve, afterMs)))
  return { ask, way: new OwnWay({ ask }) }
}

test('an answer at once says that the way is quick, for a while', async () => {
  const { way } = answering(200)
  expect(way.isQuick()).toBe(false)
  void way.doubt()
  await vi.advanceTimersByTimeAsync(200)
  expect(way.isQuick()).toBe(true)
  await vi.advanceTimersByTimeAsync(1_600)
  expect(way.isQuick()).toBe(false)
})

test('a late answer says nothing, nor does none', async () => {
  const { way } = answering(600)
  void way.doubt()
  await vi.advanceTimersByTimeAsync(700)
  expect(way.isQuick()).toBe(false)
  const refused = new OwnWay({ ask: () => Promise.reject(new Error('gone')) })
  void refused.doubt()
  await vi.advanceTimersByTimeAsync(10)
  expect(refused.isQuick()).toBe(false)
})

test('one question at a time', async () => {
  const { ask, way } = answering(1_000)
  for (let look = 0; look < 3; look += 1) {
    void way.doubt()
    await vi.advanceTimersByTimeAsync(400)
  }
  expect(ask).toHaveBeenCalledTimes(1)
})
