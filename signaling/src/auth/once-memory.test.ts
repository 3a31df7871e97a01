import { expect, test } from 'vitest'
import { OnceMemory } from './once-memory.ts'

test('the first claim wins, until it expires', async () => {
  let now = 0
  const memory = new OnceMemory({ now: () => now })
  expect(await memory.claimOnce('a', 1_000)).toBe(true)
  expect(await memory.claimOnce('a', 1_000)).toBe(false)
  expect(await memory.claimOnce('b', 1_000)).toBe(true)
  now = 1_000
  expect(await memory.claimOnce('a', 1_000)).toBe(true)
})

test('when full it refuses the new rather than forget the old', async () => {
  let now = 0
  const memory = new OnceMemory({ now: () => now, maxNames: 2 })
  await memory.claimOnce('long', 60_000)
  await memory.claimOnce('short', 1_000)
  expect(await memory.claimOnce('third', 1_000)).toBe(false)
  expect(await memory.claimOnce('long', 1_000)).toBe(false)
  now = 2_000
  expect(await memory.claimOnce('third', 1_000)).toBe(true)
})
