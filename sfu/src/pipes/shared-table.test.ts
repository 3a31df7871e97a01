import { expect, test } from 'vitest'
import { SharedTable } from './shared-table.ts'

function setUp() {
  const closed: number[] = []
  const ends: (() => void)[] = []
  const table = new SharedTable<number>({ idleMs: 0, close: (value) => closed.push(value) })
  const make = async (ended: () => void) => ends.push(ended)
  return { table, closed, ends, make }
}

test('SFU-20: what many ask for at once is made once, and closed with the last', async () => {
  const { table, closed, ends, make } = setUp()
  const uses = await Promise.all([1, 2, 3].map(() => table.use('a', make)))
  expect(ends).toHaveLength(1)
  for (const { release } of uses.slice(1)) release()
  uses[1]?.release()
  expect(closed).toEqual([])
  uses[0]?.release()
  expect(closed).toEqual([1])
  expect(table.size).toBe(0)
})

test('SFU-20: what could not be made, or ended by itself, is made anew for the next', async () => {
  const { table, closed, ends, make } = setUp()
  const failing = async () => Promise.reject(new Error('no port'))
  await expect(table.use('a', failing)).rejects.toThrow('no port')
  const first = await table.use('a', make)
  ends[0]?.()
  const second = await table.use('a', make)
  expect(second.value).toBe(2)
  first.release()
  expect(closed).toEqual([])
  second.release()
  expect(closed).toEqual([2])
})
