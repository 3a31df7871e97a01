import type { Jurisdiction } from '@visavis/protocol'

/** The parts of a notice in one language. */
export interface NoticeTexts {
  readonly heading: string
  readonly purpose: string
  readonly retention: string
  /** One day, and several. */
  readonly days: readonly [one: string, other: string]
  readonly choice: string
  readonly rights: Readonly<Record<Jurisdiction, string>>
  readonly policy: string
}
