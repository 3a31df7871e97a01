import { VisavisError } from '@visavis/protocol/browser'
import { ConnectError } from '../errors.ts'
import type { RoomEnd } from '../room/room-events.ts'
import type { Epilogue } from './epilogue.ts'
import type { PlainKey } from './translator.ts'

/** What people read about a failure: what happened, what to do, and whether trying again can help. */
export interface FailureWords {
  readonly code: string
  readonly heading: PlainKey
  readonly text: PlainKey
  readonly canRetry: boolean
}

type Kind = 'offline' | 'no-advisor' | 'busy' | 'gone' | 'refused' | 'outdated' | 'unknown'

const WORDS: Readonly<Record<Kind, readonly [PlainKey, PlainKey, canRetry: boolean]>> = {
  offline: ['error.offline', 'error.offline-text', true],
  'no-advisor': ['error.no-advisor', 'error.no-advisor-text', true],
  busy: ['error.busy', 'error.busy-text', true],
  gone: ['error.gone', 'error.gone-text', true],
  refused: ['error.refused', 'error.refused-text', true],
  outdated: ['error.outdated', 'error.outdated-text', false],
  unknown: ['error.unknown', 'error.unknown-text', true],
}

const KIND_OF_CODE: Readonly<Record<string, Kind>> = {
  unreachable: 'offline',
  'connection-lost': 'offline',
  timeout: 'offline',
  'open-timeout': 'offline',
  'shutting-down': 'busy',
  'media-unavailable': 'busy',
  'rate-limited': 'busy',
  'too-many-sockets': 'busy',
  'too-many-messages': 'busy',
  'slow-reader': 'offline',
  'no-advisor': 'no-advisor',
  'room-ended': 'gone',
  'room-full': 'gone',
  'not-found': 'gone',
  'ticket-taken': 'gone',
  'token-refused': 'refused',
  'token-invalid': 'refused',
  'token-expired': 'refused',
  'token-replayed': 'refused',
  'resume-refused': 'refused',
  forbidden: 'refused',
  'origin-refused': 'refused',
  'unsupported-protocol': 'outdated',
  'bad-answer': 'outdated',
}

export function failureWords(error: unknown): FailureWords {
  const code = failureCode(error)
  const [heading, text, canRetry] = WORDS[KIND_OF_CODE[code] ?? 'unknown']
  return { code, heading, text, canRetry }
}

/** A literal that developers can search for. */
export function failureCode(error: unknown): string {
  if (error instanceof VisavisError) return error.code
  if (error instanceof ConnectError) return error.reason
  return 'internal'
}

interface EndedWords {
  readonly heading: PlainKey
  readonly text: PlainKey
  /** Whether somebody wanted it to end. */
  readonly isInterruption: boolean
}

/** What people read about the end of a call, from where they sit. */
export function endedWords(
  reason: RoomEnd,
  role: 'shopper' | 'advisor',
  { wasPeerLost }: Epilogue,
): EndedWords {
  const text = endedText(reason, role, wasPeerLost)
  const isInterruption = INTERRUPTIONS.has(text)
  return { heading: isInterruption ? 'ended.interrupted' : 'ended.title', text, isInterruption }
}

const INTERRUPTIONS: ReadonlySet<PlainKey> = new Set([
  'ended.our-side',
  'ended.server-lost',
  'ended.lost',
  'ended.advisor-lost',
  'ended.customer-lost',
])

function endedText(reason: RoomEnd, role: 'shopper' | 'advisor', wasPeerLost: boolean): PlainKey {
  switch (reason) {
    case 'left':
      return 'ended.by-you'
    case 'shopper-left':
      if (role === 'shopper') return 'ended.by-you'
      return wasPeerLost ? 'ended.customer-lost' : 'ended.by-customer'
    case 'advisor-left':
      if (role === 'advisor') return 'ended.by-you'
      return wasPeerLost ? 'ended.advisor-lost' : 'ended.by-advisor'
    case 'cancelled':
      return role === 'shopper' ? 'ended.cancelled' : 'ended.by-customer'
    case 'abandoned':
      return role === 'shopper' ? 'ended.our-side' : 'ended.server-lost'
    case 'lost':
      return 'ended.lost'
    case 'taken-over':
      return 'ended.taken-over'
    case 'ended-by-api':
      return 'ended.by-shop'
  }
}
