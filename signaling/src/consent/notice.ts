import { createHash } from 'node:crypto'
import { type ConsentNotice, type RecordingTerms, VisavisError } from '@visavis/protocol'
import { TEXTS_2026_11 } from './texts/2026-11.ts'
import type { NoticeTexts } from './texts/notice-texts.ts'

/** Of the texts that new recordings use. */
export const CURRENT_NOTICE_VERSION = '2026-11'

/** Every version that a recording under way may still have. */
const TEXTS: Readonly<Record<string, Readonly<Record<string, NoticeTexts>>>> = {
  '2026-11': TEXTS_2026_11,
}

const FALLBACK_LOCALE = 'en'

/** The notice of these terms, in the language nearest to `locale`. The same terms and language give the same text. */
export function noticeFor(terms: RecordingTerms, locale: string): ConsentNotice {
  const byLocale = TEXTS[terms.version]
  if (!byLocale) throw new VisavisError('notice-unknown')
  const nearest = nearestLocale(Object.keys(byLocale), locale)
  const texts = byLocale[nearest]
  if (!texts) throw new VisavisError('notice-unknown')
  const text = render(texts, terms)
  return { noticeHash: hashOf(text), locale: nearest, text, terms }
}

/** Throws `notice-unknown` unless the hash is that of the text in force, in that language. */
export function demandNotice(
  terms: RecordingTerms,
  { noticeHash, locale }: { readonly noticeHash: string; readonly locale: string },
): ConsentNotice {
  const notice = noticeFor(terms, locale)
  const isInForce = notice.noticeHash === noticeHash && notice.locale === locale
  if (!isInForce) throw new VisavisError('notice-unknown')
  return notice
}

function render(texts: NoticeTexts, terms: RecordingTerms): string {
  const { controller, jurisdiction, retentionDays, policyUrl } = terms
  const days = texts.days[retentionDays === 1 ? 0 : 1].replace('{n}', () => String(retentionDays))
  const paragraphs = [
    texts.heading,
    texts.purpose,
    texts.retention,
    texts.choice,
    texts.rights[jurisdiction],
    ...(policyUrl ? [texts.policy.replace('{url}', () => policyUrl)] : []),
  ]
  return paragraphs
    .map((text) => text.replace('{controller}', () => controller).replace('{days}', () => days))
    .map((text) => `${text}\n`)
    .join('')
}

function nearestLocale(known: readonly string[], wanted: string): string {
  const [language] = wanted.split('-')
  const sameLanguage = known.find((locale) => locale.split('-')[0] === language)
  return known.find((locale) => locale === wanted) ?? sameLanguage ?? FALLBACK_LOCALE
}

function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
