import { expect, test } from 'vitest'
import { readBatch } from './read-batch.ts'

test('SFU-12: a batch has an id and 1 to 256 calls', () => {
  const call = { method: 'node.describe', params: {} }
  expect(readBatch(JSON.stringify({ id: 1, calls: [call] }))).toEqual({ id: 1, calls: [call] })
  for (const bad of [
    'not json',
    'null',
    '[]',
    JSON.stringify({ id: 1, calls: [] }),
    JSON.stringify({ id: -1, calls: [call] }),
    JSON.stringify({ id: 1, calls: [call], more: true }),
    JSON.stringify({ id: 1, calls: [{ method: 'node.describe' }] }),
    JSON.stringify({ id: 1, calls: Array.from({ length: 257 }, () => call) }),
  ]) {
    expect(readBatch(bad)).toBeUndefined()
  }
})
