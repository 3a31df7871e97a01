import { expect, test } from 'vitest'
import { isPrivateAddress } from './is-private-address.ts'

test.each(['127.0.0.1', '10.1.2.3', '172.31.255.255', '192.168.0.9', '::1', 'fd12::1'])(
  '%s is private',
  (address) => expect(isPrivateAddress(address)).toBe(true),
)

test.each([
  '203.0.113.7',
  '172.32.0.1',
  '169.254.169.254',
  '0.0.0.0',
  '2001:db8::1',
  '::ffff:203.0.113.7',
  'localhost',
  '0x7f.1',
  '2130706433',
  '',
])('%s is not', (address) => expect(isPrivateAddress(address)).toBe(false))
