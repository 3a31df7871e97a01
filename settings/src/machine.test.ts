import { isIPv4 } from 'node:net'
import { expect, test } from 'vitest'
import { thisMachine } from './machine.ts'

test('this machine has a core, and its external addresses are IPv4', () => {
  const { cores, externalAddresses } = thisMachine()
  expect(cores).toBeGreaterThanOrEqual(1)
  expect(externalAddresses.every((address) => isIPv4(address))).toBe(true)
  expect(externalAddresses).not.toContain('127.0.0.1')
})
