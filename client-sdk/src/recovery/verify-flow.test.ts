import { expect, test } from 'vitest'
import { judgeFlow } from './verify-flow.ts'

const BEFORE = { received: [100, 50], answered: 4, acknowledged: 1_000 }

test('it flows as soon as every voice, every picture and the reports on ours have moved', () => {
  expect(judgeFlow(BEFORE, { received: [101, 51], answered: 4, acknowledged: 1_001 }, 200)).toBe(
    'flows',
  )
  expect(judgeFlow(BEFORE, { received: [101, 50], answered: 4, acknowledged: 1_001 }, 200)).toBe(
    null,
  )
})

test('a way on which nothing comes, not even answers, is dead after three seconds', () => {
  expect(judgeFlow(BEFORE, BEFORE, 2_800)).toBe(null)
  expect(judgeFlow(BEFORE, BEFORE, 3_000)).toBe('dead')
})

test('a way that is there is not dead because a picture is missing, or everything', () => {
  const heard = { received: [101, 50], answered: 4, acknowledged: 1_001 }
  expect(judgeFlow(BEFORE, heard, 3_000)).toBe('partly')
  const answered = { received: [100, 50], answered: 5, acknowledged: 1_001 }
  expect(judgeFlow(BEFORE, answered, 3_000)).toBe('partly')
})

test('what we send and nobody reports on for six seconds does not arrive', () => {
  const now = { received: [101, 51], answered: 5, acknowledged: 1_000 }
  expect(judgeFlow(BEFORE, now, 5_800)).toBe(null)
  expect(judgeFlow(BEFORE, now, 6_000)).toBe('dead')
})

test('where nothing should flow nothing is missing', () => {
  const nothing = { received: [], answered: 0, acknowledged: null }
  expect(judgeFlow(nothing, nothing, 200)).toBe('flows')
})
