import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PatientConnection } from './patient-connection.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function open() {
  const onDue = vi.fn()
  return { connection: new PatientConnection({ onDue }), onDue }
}

test('an interruption is said after a second', () => {
  const { connection, onDue } = open()
  connection.show('weak')
  expect(connection.show('reconnecting')).toBe('weak')
  vi.advanceTimersByTime(900)
  expect(connection.show('reconnecting')).toBe('weak')
  expect(onDue).not.toHaveBeenCalled()
  vi.advanceTimersByTime(200)
  expect(onDue).toHaveBeenCalledOnce()
  expect(connection.show('reconnecting')).toBe('reconnecting')
})

test('a shorter one is not, and the next has a second of its own', () => {
  const { connection, onDue } = open()
  connection.show('connected')
  connection.show('reconnecting')
  vi.advanceTimersByTime(900)
  expect(connection.show('connected')).toBe('connected')
  expect(connection.show('reconnecting')).toBe('connected')
  vi.advanceTimersByTime(900)
  expect(connection.show('reconnecting')).toBe('connected')
  expect(onDue).not.toHaveBeenCalled()
})

test('failing is said at once', () => {
  const { connection } = open()
  connection.show('connected')
  expect(connection.show('failed')).toBe('failed')
})
