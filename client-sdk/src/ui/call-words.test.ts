import { ERROR_CODES, VisavisError } from '@visavis/protocol'
import { VisavisError as BrowserError } from '@visavis/protocol/browser'
import { describe, expect, it } from 'vitest'
import { ConnectError } from '../errors.ts'
import type { RoomEnd } from '../room/room-events.ts'
import { endedWords, failureCode, failureWords } from './call-words.ts'
import { EMPTY_EPILOGUE } from './epilogue.ts'

describe('failureWords', () => {
  it.each(ERROR_CODES)('has words and a way on for %s', (code) => {
    const words = failureWords(new BrowserError(code))
    expect(words.code).toBe(code)
    expect(words.heading).toMatch(/^error\./)
  })

  it('tells a missing advisor from a missing network', () => {
    expect(failureWords(new BrowserError('no-advisor')).heading).toBe('error.no-advisor')
    expect(failureWords(new ConnectError('unreachable')).heading).toBe('error.offline')
  })

  it('calls anything else a mistake', () => {
    expect(failureCode(new TypeError('oops'))).toBe('internal')
    expect(failureWords(undefined).heading).toBe('error.unknown')
  })

  it('reads the same class of error from either entry', () => {
    expect(failureCode(new VisavisError('room-ended'))).toBe('room-ended')
  })
})

describe('endedWords', () => {
  const text = (reason: RoomEnd, role: 'shopper' | 'advisor', wasPeerLost = false) =>
    endedWords(reason, role, { ...EMPTY_EPILOGUE, wasPeerLost }).text

  it('speaks from where one sits', () => {
    expect(text('shopper-left', 'shopper')).toBe('ended.by-you')
    expect(text('shopper-left', 'advisor')).toBe('ended.by-customer')
    expect(text('advisor-left', 'shopper')).toBe('ended.by-advisor')
    expect(text('left', 'advisor')).toBe('ended.by-you')
  })

  it('tells who hung up from who lost the connection', () => {
    expect(text('shopper-left', 'advisor', true)).toBe('ended.customer-lost')
    expect(text('advisor-left', 'shopper', true)).toBe('ended.advisor-lost')
  })

  it('owns up to what happened on our side', () => {
    expect(text('abandoned', 'shopper')).toBe('ended.our-side')
    expect(text('abandoned', 'advisor')).toBe('ended.server-lost')
    expect(text('lost', 'shopper')).toBe('ended.lost')
  })

  it('calls an interruption what nobody wanted', () => {
    const words = (reason: RoomEnd) => endedWords(reason, 'shopper', EMPTY_EPILOGUE)
    expect(words('abandoned')).toMatchObject({ heading: 'ended.interrupted', isInterruption: true })
    expect(words('left')).toMatchObject({ heading: 'ended.title', isInterruption: false })
  })
})
