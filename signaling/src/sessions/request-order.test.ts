import { expect, test } from 'vitest'
import { type Ordering, RequestOrder } from './request-order.ts'

function recorder() {
  const order = new RequestOrder()
  const log: string[] = []
  const gates = new Map<string, () => void>()
  const start = (name: string, ordering: Ordering) =>
    order.run(ordering, async () => {
      log.push(`+${name}`)
      await new Promise<void>((resolve) => gates.set(name, resolve))
      log.push(`-${name}`)
    })
  const finish = (name: string) => gates.get(name)?.()
  return { order, log, start, finish }
}

/** Lets everything run that waits for nothing but its turn. */
function turns(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

test('shared requests run side by side, in the order they came', async () => {
  const { log, start } = recorder()
  void start('a', 'shared')
  void start('b', 'shared')
  await turns()
  expect(log).toEqual(['+a', '+b'])
})

test('an exclusive request waits for all before it and holds up all after it', async () => {
  const { log, start, finish } = recorder()
  void start('a', 'shared')
  void start('b', 'exclusive')
  void start('c', 'shared')
  await turns()
  expect(log).toEqual(['+a'])
  finish('a')
  await turns()
  expect(log).toEqual(['+a', '-a', '+b'])
  finish('b')
  await turns()
  expect(log).toEqual(['+a', '-a', '+b', '-b', '+c'])
})

test('a free request waits for nothing', async () => {
  const { log, start } = recorder()
  void start('a', 'exclusive')
  void start('b', 'free')
  await turns()
  expect(log).toEqual(['+b', '+a'])
})

test('one that fails holds up nobody', async () => {
  const { order, log, start } = recorder()
  const failed = order.exclusive(async () => {
    throw new Error('no')
  })
  void start('a', 'exclusive')
  await expect(failed).rejects.toThrow('no')
  await turns()
  expect(log).toEqual(['+a'])
})
