import { expect, test } from 'vitest'
import { PendingBatches } from './pending-batches.ts'

const answer = { result: {} }

test('SFU-13: an answer finds its batch, whatever the order', async () => {
  const pending = new PendingBatches(1_000)
  const ids: number[] = []
  const open = () => pending.open(1, (id) => ids.push(id))
  const [first, second] = [open(), open()]
  const [a = -1, b = -1] = ids
  expect(pending.answer(b, [{ result: { second: true } }])).toBe(true)
  expect(pending.answer(a, [answer])).toBe(true)
  expect(await first).toEqual([answer])
  expect(await second).toEqual([{ result: { second: true } }])
})

test('SFU-13: a late answer is dropped, an invented one is not taken', async () => {
  const pending = new PendingBatches(1)
  let id = -1
  const late = pending.open(1, (given) => {
    id = given
  })
  await expect(late).rejects.toMatchObject({ code: 'media-unavailable' })
  expect(pending.answer(id, [answer])).toBe(true)
  expect(pending.answer(id + 1, [answer])).toBe(false)
})

test('SFU-2: as many answers as calls, or none', async () => {
  const pending = new PendingBatches(1_000)
  const opened = pending.open(2, (id) => expect(pending.answer(id, [answer])).toBe(false))
  await expect(opened).rejects.toMatchObject({ code: 'media-unavailable' })
})

test('SFU-13: all that waits fails with the link', async () => {
  const pending = new PendingBatches(1_000)
  const waiting = [1, 2, 3].map(() => pending.open(1, () => undefined))
  pending.failAll('gone')
  for (const batch of waiting) await expect(batch).rejects.toThrow('gone')
})
