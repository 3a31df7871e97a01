import type { PlainKey, Translator } from '@visavis/client-sdk/ui'
import type {
  PersonId,
  RecordingSummary,
  ReviewedGap,
  ReviewedPerson,
} from '@visavis/protocol/browser'

/** How somebody is called: by their name, or by what they were in the call. */
export function nameOf(
  t: Translator,
  { people }: Pick<RecordingSummary, 'people'>,
  person: PersonId,
): string {
  const found = people.find((one) => one.person === person)
  return found ? personName(t, found) : t('review.role-person')
}

export function personName(t: Translator, { name, role }: ReviewedPerson): string {
  if (name) return name
  if (role === 'advisor') return t('review.role-advisor')
  return t(role === 'shopper' ? 'review.role-customer' : 'review.role-person')
}

export function peopleNames(t: Translator, { people }: RecordingSummary): string {
  const names = people.map((person) => personName(t, person))
  const list = new Intl.ListFormat(t.tag, { type: 'conjunction', style: 'short' })
  return names.length === 0 ? t('review.nobody') : list.format(names)
}

/** Why something is missing. */
export function gapWords(t: Translator, { reason }: Pick<ReviewedGap, 'reason'>): string {
  return t(GAPS[reason])
}

const GAPS: Readonly<Record<ReviewedGap['reason'], PlainKey>> = {
  paused: 'review.gap-paused',
  consent: 'review.gap-consent',
  'track-ended': 'review.gap-off',
  'log-unreachable': 'review.gap-unconfirmed',
  'media-lost': 'review.gap-media',
  'recorder-lost': 'review.gap-recorder',
  storage: 'review.gap-storage',
  stopped: 'review.gap-lost',
  rotated: 'review.gap-lost',
}

export function dateTime(t: Translator, at: number): string {
  return new Intl.DateTimeFormat(t.tag, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}

/** `in 30 days`. */
export function relativeDay(t: Translator, at: number, now = Date.now()): string {
  const hours = Math.round((at - now) / 3_600_000)
  const format = new Intl.RelativeTimeFormat(t.tag, { numeric: 'auto' })
  return Math.abs(hours) < 48
    ? format.format(hours, 'hour')
    : format.format(Math.round(hours / 24), 'day')
}

export function byteSize(t: Translator, bytes: number): string {
  return new Intl.NumberFormat(t.tag, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: 1,
  }).format(bytes / 1e6)
}
