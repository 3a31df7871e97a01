import type { QueuedTicket } from '@visavis/client-sdk'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TakenNote } from './taken-note.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const [first, second] = ['tkt_1', 'tkt_2'].map((ticket) => ({ ticket }) as QueuedTicket)

function taken() {
  let isShown = false
  const note = new TakenNote((now) => {
    isShown = now
  })
  note.follow(first ? [first] : [])
  note.show()
  return { note, isShown: () => isShown }
}

test('goes by itself after some seconds', () => {
  const { isShown } = taken()
  vi.advanceTimersByTime(7_000)
  expect(isShown()).toBe(true)
  vi.advanceTimersByTime(2_000)
  expect(isShown()).toBe(false)
})

test('stays while the ticket that was taken goes, and goes when another rings', () => {
  const { note, isShown } = taken()
  note.follow([])
  expect(isShown()).toBe(true)
  note.follow(second ? [second] : [])
  expect(isShown()).toBe(false)
})

test('a second one is shown for as long as the first', () => {
  const { note, isShown } = taken()
  vi.advanceTimersByTime(7_000)
  note.show()
  vi.advanceTimersByTime(7_000)
  expect(isShown()).toBe(true)
})
