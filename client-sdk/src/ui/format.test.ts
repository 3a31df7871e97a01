import { describe, expect, it } from 'vitest'
import { formatDuration, initialsOf, languageName, spokenDuration } from './format.ts'

describe('formatDuration', () => {
  it.each([
    [0, '0:00'],
    [67_900, '1:07'],
    [3_723_000, '1:02:03'],
    [-5, '0:00'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration('en', ms)).toBe(text)
  })

  it('uses the digits of the locale', () => {
    expect(formatDuration('ar-EG', 67_000)).toBe('١:٠٧')
  })
})

describe('spokenDuration', () => {
  it('names only what there is', () => {
    expect(spokenDuration('en', 67_000)).toBe('1 minute, 7 seconds')
    expect(spokenDuration('en', 3_600_000)).toBe('1 hour')
    expect(spokenDuration('en', 0)).toBe('0 seconds')
    expect(spokenDuration('de', 67_000)).toBe('1 Minute, 7 Sekunden')
  })
})

describe('initialsOf', () => {
  it.each([
    ['Mira Lindqvist', 'ML'],
    ['Aiko', 'A'],
    ['  anna  maria von Berg ', 'AB'],
    ['佐藤 健', '佐健'],
    ['𝒳avier', '𝒳'],
    ['', ''],
    [null, ''],
  ])('%s gives %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials)
  })
})

it('languages are named in the reader’s language', () => {
  expect(languageName('de', 'fr')).toBe('Französisch')
  expect(languageName('en', 'zh-CN')).toBe('Chinese (China)')
})
