import { expect, test } from 'vitest'
import { transportState } from './transport-state.ts'

test('SFU-9: a transport is connected when ICE and DTLS both are', () => {
  expect(transportState('new', 'new')).toBe('new')
  expect(transportState('completed', 'connecting')).toBe('new')
  expect(transportState('completed', 'connected')).toBe('connected')
  expect(transportState('connected', 'connected')).toBe('connected')
})

test('SFU-9: lost consent is a disconnection, DTLS gone is a failure', () => {
  expect(transportState('disconnected', 'connected')).toBe('disconnected')
  expect(transportState('disconnected', 'connecting')).toBe('disconnected')
  expect(transportState('completed', 'failed')).toBe('failed')
  expect(transportState('completed', 'closed')).toBe('failed')
  expect(transportState('disconnected', 'closed')).toBe('failed')
})
