import { VisavisError } from '@visavis/protocol/browser'
import { ConnectError, DeviceError } from '../errors.ts'
import type {
  SkipReason,
  StepOutcome,
  Sufficiency,
  TestDetail,
  TestProblem,
} from './test-report.ts'

/** Rates in kbps, with a tenth to spare: three simulcast layers, the smallest one, Opus with its overhead. */
const SHARP_KBPS = 2_500
const PICTURE_KBPS = 350
const VOICE_KBPS = 40
/** Beyond this two people begin to talk over each other. */
const LONG_ROUND_TRIP_MS = 400

export function passed(detail: TestDetail): StepOutcome {
  return { state: 'passed', detail }
}

export function failed(type: TestProblem): StepOutcome {
  return { state: 'failed', detail: { type } }
}

export function warning(type: TestProblem): StepOutcome {
  return { state: 'warning', detail: { type } }
}

export function skipped(type: SkipReason): StepOutcome {
  return { state: 'skipped', detail: { type } }
}

export function rateOutcome(kbps: number): StepOutcome {
  const sufficesFor = sufficiencyOf(kbps)
  const detail = { type: 'rate', kbps: Math.round(kbps), sufficesFor } as const
  if (sufficesFor === 'too-little' || sufficesFor === 'voice') return { state: 'warning', detail }
  return passed(detail)
}

export function roundTripOutcome(ms: number): StepOutcome {
  const detail = { type: 'round-trip', ms: Math.round(ms) } as const
  return ms > LONG_ROUND_TRIP_MS ? { state: 'warning', detail } : passed(detail)
}

/** What went wrong, for whoever reads the result. Never throws. */
export function problemOf(error: unknown): TestProblem {
  if (error instanceof DeviceError) return error.reason
  if (error instanceof VisavisError) return BUSY.has(error.code) ? 'busy' : 'refused'
  if (!(error instanceof ConnectError)) return 'unknown'
  return error.reason === 'token-refused' || error.reason === 'bad-answer'
    ? 'refused'
    : 'unreachable'
}

const BUSY: ReadonlySet<string> = new Set([
  'rate-limited',
  'too-many-sockets',
  'too-many-messages',
  'too-many-prepared',
  'media-unavailable',
  'shutting-down',
  'internal',
])

function sufficiencyOf(kbps: number): Sufficiency {
  if (kbps >= SHARP_KBPS) return 'sharp-picture'
  if (kbps >= PICTURE_KBPS) return 'picture'
  return kbps >= VOICE_KBPS ? 'voice' : 'too-little'
}
