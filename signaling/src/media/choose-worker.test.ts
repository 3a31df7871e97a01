import { expect, test } from 'vitest'
import { chooseWorker, type WorkerView } from './choose-worker.ts'

function worker(name: string, of: Partial<WorkerView> = {}): WorkerView {
  const node = name.slice(0, 1)
  return { worker: name, node, transports: 0, consumers: 0, isSuspect: false, ...of }
}

test('PLACE-1 of two nodes the less loaded one is chosen, and its least loaded worker', () => {
  const workers = [
    worker('a1', { transports: 9 }),
    worker('a2', { transports: 1 }),
    worker('b1', { transports: 3 }),
    worker('b2', { transports: 4 }),
  ]
  for (const at of [0, 0.99]) expect(chooseWorker(workers, { random: () => at })).toBe('b1')
})

test('PLACE-1 of many nodes the busiest gets nobody, and the others all get somebody', () => {
  const workers = Array.from({ length: 10 }, (_, index) =>
    worker(String(index), { transports: index }),
  )
  const chosen = new Set(Array.from({ length: 500 }, () => chooseWorker(workers)))
  expect(chosen.has('9')).toBe(false)
  expect(chosen.size).toBeGreaterThan(5)
})

test.each(['draining', 'full', 'away'] as const)('PLACE-2 a node that is %s gets nobody', (how) => {
  expect(chooseWorker([worker('a1', { admission: how }), worker('b1', { transports: 99 })])).toBe(
    'b1',
  )
  expect(chooseWorker([worker('a1', { admission: how })])).toBeUndefined()
})

test('PLACE-2 who just failed or does not answer gets nobody while there is another', () => {
  const [suspect, failed, sound] = [
    worker('a1', { isSuspect: true }),
    worker('b1'),
    worker('c1', { transports: 99 }),
  ]
  expect(chooseWorker([suspect, failed, sound], { failed: new Set(['b']) })).toBe('c1')
  expect(chooseWorker([suspect])).toBe('a1')
})
