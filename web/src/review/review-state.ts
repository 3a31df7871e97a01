import type { PlainKey } from '@visavis/client-sdk/ui'
import type {
  FilmJob,
  PartContent,
  PersonId,
  RecordingDetails,
  RecordingSummary,
  VerificationStep,
} from '@visavis/protocol/browser'
import type { PlayerState } from './recording-player.ts'

export interface Filters {
  readonly text: string
  readonly advisor: string
  readonly product: string
  readonly from: string
  readonly to: string
}

export const NO_FILTERS: Filters = { text: '', advisor: '', product: '', from: '', to: '' }

export interface Failure {
  readonly heading: PlainKey
  readonly text: PlainKey
  readonly isSignIn: boolean
}

export interface Listing {
  readonly recordings: readonly RecordingSummary[]
  readonly next: string | null
  readonly isLoading: boolean
}

export type Verification =
  | { readonly kind: 'not' }
  | { readonly kind: 'running'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly problems: readonly VerificationStep[] }

/** What is being done with a person's data. */
export type PersonWork =
  | { readonly kind: 'none' }
  | { readonly kind: 'exporting'; readonly person: PersonId; readonly bytes: number }
  | { readonly kind: 'exported'; readonly person: PersonId }
  | { readonly kind: 'confirming'; readonly person: PersonId; readonly typed: string }
  | { readonly kind: 'erasing'; readonly person: PersonId }
  | { readonly kind: 'erased'; readonly recordings: number }

/** What is known of a film that was asked for. */
export type FilmState = FilmJob | { readonly state: 'none' }

/** One recording, as far as it is open. */
export interface OpenRecording {
  readonly details: RecordingDetails
  readonly player: PlayerState
  /** By `take/file`. */
  readonly contents: ReadonlyMap<string, PartContent>
  readonly verification: Verification
  readonly work: PersonWork
  readonly film: FilmState
  /** Why what was asked for last is not done. */
  readonly refusal: PlainKey | null
}

const FAILURES: Readonly<Record<string, Failure>> = {
  'token-invalid': failure('signed-out', true),
  'token-expired': failure('signed-out', true),
  forbidden: failure('forbidden', false),
  'not-found': failure('gone', false),
  'invalid-request': failure('gone', false),
  'storage-unavailable': failure('unavailable', false),
  'keys-unavailable': failure('unavailable', false),
}

export function failureOf(code: string): Failure {
  return FAILURES[code] ?? { heading: 'error.unknown', text: 'error.unknown-text', isSignIn: false }
}

function failure(name: 'signed-out' | 'forbidden' | 'gone' | 'unavailable', isSignIn: boolean) {
  return { heading: `review.${name}`, text: `review.${name}-text`, isSignIn } as const
}
