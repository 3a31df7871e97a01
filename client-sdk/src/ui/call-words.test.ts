import { ERROR_CODES, VisavisError } from '@visavis/protocol'
import { VisavisError as BrowserError } from '@visavis/protocol/browser'
import { describe, expect, it } from 'vitest'
import { ConnectError } from '../errors.ts'
import { endedText, failureCode, failureWords } from './call-words.ts'

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

describe('endedText', () => {
  it('speaks from where one sits', () => {
    expect(endedText('shopper-left', 'shopper')).toBe('ended.by-you')
    expect(endedText('shopper-left', 'advisor')).toBe('ended.by-customer')
    expect(endedText('advisor-left', 'shopper')).toBe('ended.by-advisor')
    expect(endedText('left', 'advisor')).toBe('ended.by-you')
    expect(endedText('abandoned', 'shopper')).toBe('ended.lost')
  })
})
