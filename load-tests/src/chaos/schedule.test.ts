import { expect, it } from 'vitest'
import { seededRandom } from '../network/random.ts'
import { schedule } from './schedule.ts'

it('has everything as often as asked for, in an order that the seed decides', () => {
  const faults = ['a', 'b', 'c']
  const order = schedule(faults, 20, seededRandom(4))
  expect(faults.map((name) => order.filter((one) => one === name).length)).toEqual([20, 20, 20])
  expect(schedule(faults, 20, seededRandom(4))).toEqual(order)
  expect(schedule(faults, 20, seededRandom(5))).not.toEqual(order)
})
