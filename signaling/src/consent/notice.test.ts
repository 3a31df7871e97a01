import { createHash } from 'node:crypto'
import type { Jurisdiction, RecordingTerms } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { demandNotice, noticeFor } from './notice.ts'

const LOCALES = ['en', 'de', 'fr', 'es', 'zh-CN', 'ja', 'ar']

function terms(jurisdiction: Jurisdiction = 'eu', more: Partial<RecordingTerms> = {}) {
  const version = '2026-11'
  return { version, jurisdiction, controller: 'Acme $& Co', retentionDays: 30, ...more }
}

test('every language has a notice of its own for each jurisdiction', () => {
  const texts = LOCALES.flatMap((locale) =>
    (['eu', 'default'] as const).map((of) => noticeFor(terms(of), locale)),
  )
  expect(new Set(texts.map(({ noticeHash }) => noticeHash)).size).toBe(14)
  for (const { text, locale } of texts) {
    expect(LOCALES).toContain(locale)
    expect(text).toContain('Acme $& Co')
    expect(text).toContain('30')
    expect(text).not.toMatch(/[{}]/)
  }
})

test('texts in force stay as they are, to the letter', () => {
  const all = LOCALES.map((locale) => noticeFor(terms(), locale).text).join('\n')
  expect(createHash('sha256').update(all).digest('hex').slice(0, 16)).toMatchInlineSnapshot(
    `"fece2eefd1653a61"`,
  )
})

test('REC-4: the hash is that of the text, and only of this text', () => {
  const notice = noticeFor(terms(), 'de-AT')
  expect(notice.locale).toBe('de')
  expect(notice.noticeHash).toBe(createHash('sha256').update(notice.text).digest('hex'))
  expect(demandNotice(terms(), notice).text).toBe(notice.text)
  const refuses = (seen: { noticeHash: string; locale: string }, of = terms()) =>
    expect(() => demandNotice(of, seen)).toThrow(
      expect.objectContaining({ code: 'notice-unknown' }),
    )
  refuses({ ...notice, locale: 'en' })
  refuses({ ...notice, noticeHash: '0'.repeat(64) })
  refuses(notice, terms('default'))
  refuses(notice, terms('eu', { retentionDays: 31 }))
  refuses(notice, terms('eu', { version: '2025-01' }))
})

test('a policy is linked where there is one; an unknown language gets English', () => {
  const policyUrl = 'https://acme.example/privacy'
  expect(noticeFor(terms('eu', { policyUrl }), 'xx').text).toContain(
    `Privacy policy: ${policyUrl}\n`,
  )
  expect(noticeFor(terms('eu', { retentionDays: 1 }), 'en').text).toContain('for 1 day and')
})
