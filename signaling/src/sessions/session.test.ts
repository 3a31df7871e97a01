import { newId } from '@visavis/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { channel, claims } from '../../test/session-fixtures.ts'
import { RENEWAL_GRACE_MS, Session } from './session.ts'

const LIFE_SECONDS = 60
const WINDOW = { windowMs: 30_000, onLost: () => {} }

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

function open() {
  const first = channel()
  const session = new Session({
    person: newId('person'),
    claims: claims({ lifeSeconds: LIFE_SECONDS }),
    channel: first,
  })
  return { first, session }
}

test('SES-8 a token that is not renewed ends its socket a minute after it ran out', () => {
  const { first } = open()
  vi.advanceTimersByTime(LIFE_SECONDS * 1_000 + RENEWAL_GRACE_MS - 2_000)
  expect(first.ends).toEqual([])
  vi.advanceTimersByTime(2_000)
  expect(first.ends).toEqual(['token-expired'])
})

test('SES-8 a renewed token starts anew', () => {
  const { first, session } = open()
  vi.advanceTimersByTime(LIFE_SECONDS * 1_000)
  session.adopt(claims({ lifeSeconds: LIFE_SECONDS }))
  vi.advanceTimersByTime(LIFE_SECONDS * 1_000 + RENEWAL_GRACE_MS - 2_000)
  expect(first.ends).toEqual([])
})

test('SES-3 another socket takes the place of the one before, which is told', () => {
  const { first, session } = open()
  const second = channel()
  session.attach(second)
  expect(first.ends).toEqual(['taken-over'])
  expect(session.detach(first, WINDOW)).toBe(false)
  expect(session.channel).toBe(second)
})

test('SES-4 a session without a socket is lost after the window, unless one comes', () => {
  const { first, session } = open()
  const onLost = vi.fn()
  expect(session.detach(first, { windowMs: 30_000, onLost })).toBe(true)
  vi.advanceTimersByTime(29_000)
  const second = channel()
  session.attach(second)
  vi.advanceTimersByTime(30_000)
  expect(onLost).not.toHaveBeenCalled()
  session.detach(second, { windowMs: 30_000, onLost })
  vi.advanceTimersByTime(30_000)
  expect(onLost).toHaveBeenCalledOnce()
})

test('an ended session tells its socket once and reaches it no more', () => {
  const { first, session } = open()
  session.end('taken-over')
  session.end('finished')
  expect(first.ends).toEqual(['taken-over'])
  expect(session.channel).toBeUndefined()
  expect(session.detach(first, WINDOW)).toBe(false)
  vi.advanceTimersByTime(LIFE_SECONDS * 1_000 + RENEWAL_GRACE_MS)
  expect(first.ends).toEqual(['taken-over'])
})
