import { expect, test } from 'vitest'
import { scrub } from './scrub.ts'

test.each([
  'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl',
  'vvk_0123456789abcdef_AAAA-BBBB_CCCC',
  'Bearer abcdef',
  'ada@shop.example',
  '+49 (30) 1234567',
  '203.0.113.7',
  '2001:db8:0:0:0:0:0:1',
  '2001:db8::1',
  '::ffff:203.0.113.7',
])('takes out %s', (secret) => {
  const line = scrub(`{"message":"before ${secret} after"}`)
  expect(line).not.toContain(secret)
  expect(line).toMatch(/before .*\* after/)
})

test.each([
  'http://127.0.0.1:3000',
  '2026-11-22T13:31:09.123Z',
  'file:///app/signaling/src/main.ts:12:34',
  'room_AAAAAAAAAAAAAAAAAAAAAA',
  'mediasoup 3.27.1',
])('leaves %s', (text) => {
  expect(scrub(text)).toBe(text)
})
