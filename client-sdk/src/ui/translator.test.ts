import { expect, it } from 'vitest'
import { createTranslator, matchLocale } from './translator.ts'

it.each([
  [['de-AT'], 'de'],
  [['ZH-cn'], 'zh-CN'],
  [['zh-TW'], 'zh-CN'],
  [['sv', 'fr-CA'], 'fr'],
  [['sv'], 'en'],
  [[], 'en'],
])('%j is served in %s', (tags, locale) => {
  expect(matchLocale(tags)).toBe(locale)
})

it('translates, and knows the direction of text', () => {
  const messages = {
    'ended.duration': (values: unknown) => `Dauer ${(values as { duration: string }).duration}`,
  }
  const t = createTranslator({ locale: 'de', tag: 'de-CH', messages })
  expect(t('ended.duration', { duration: '1:07' })).toBe('Dauer 1:07')
  expect([t.direction, t.tag]).toEqual(['ltr', 'de-CH'])
  expect(createTranslator({ locale: 'ar', tag: 'ar', messages }).direction).toBe('rtl')
})

it('shows the key of a message that its chunk lacks', () => {
  const t = createTranslator({ locale: 'en', tag: 'en', messages: {} })
  expect(t('call.mute')).toBe('call.mute')
})
