import { expect, test } from 'vitest'
import { isLoopback } from './is-loopback.ts'

test('SFU-11: loopback is what no other machine can reach', () => {
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
    expect(isLoopback(host)).toBe(true)
  }
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.org', '']) {
    expect(isLoopback(host)).toBe(false)
  }
})
