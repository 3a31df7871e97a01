import { expect, test } from 'vitest'
import { secretGate } from './secret-gate.ts'

test('SFU-11: only the whole secret in the right scheme opens', () => {
  const opens = secretGate('correct horse battery staple')
  expect(opens('Bearer correct horse battery staple')).toBe(true)
  for (const header of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer correct horse battery stapl',
    'Bearer correct horse battery staple ',
    'Basic correct horse battery staple',
    'correct horse battery staple',
  ]) {
    expect(opens(header)).toBe(false)
  }
})
