import { expect, test } from 'vitest'
import { classifyFailure } from './append-failure.ts'

test.each([
  ['40P01', 'not-run'],
  ['57P03', 'not-run'],
  ['ECONNREFUSED', 'not-run'],
  ['57P01', 'unknown'],
  ['08006', 'unknown'],
  ['ECONNRESET', 'unknown'],
  ['23505', 'refused'],
  ['22P05', 'refused'],
  ['57014', 'refused'],
])('a failure with the code %s is %s', (code, expected) => {
  expect(classifyFailure(Object.assign(new Error('failed'), { code }))).toBe(expected)
})

test('a connection that ended in the middle leaves open what happened', () => {
  expect(classifyFailure(new Error('Connection terminated unexpectedly'))).toBe('unknown')
  expect(classifyFailure(new TypeError('a bug'))).toBe('refused')
})
