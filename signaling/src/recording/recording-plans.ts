import {
  type NewEvent,
  newId,
  type Params,
  type ParticipantId,
  type PersonId,
  type RecordingId,
  type RecordingState,
  type RecordingTerms,
  type RoomState,
  VisavisError,
} from '@visavis/protocol'
import { demandNotice } from '../consent/notice.ts'

// What to append, as pure functions of the fold. `RoomHub.decide` runs them against the newest state.

/** Who does it, as their session says. */
export interface Doer {
  readonly participant: ParticipantId
  readonly person: PersonId
}

type SeenNotice = Params<'consent.give'>['notice']

/** Throws `recording-forbidden`, `recording-exists` or `notice-unknown`. */
export function planStart(
  state: RoomState,
  { participant, person }: Doer,
  { terms, notice }: { terms: RecordingTerms; notice: SeenNotice | undefined },
): NewEvent[] {
  if (state.recordingPolicy === 'never') throw new VisavisError('recording-forbidden')
  if (state.recording && state.recording.phase.kind !== 'stopped') {
    throw new VisavisError('recording-exists')
  }
  if (notice) demandNotice(terms, notice)
  const recording = newId('recording')
  const own = { recording, participant, person }
  const asked: NewEvent = {
    type: 'recording-requested',
    actor: participant,
    body: { recording, participant, terms },
  }
  if (!notice) return [asked]
  const body = { ...own, ...notice, consent: newId('consent'), method: 'start-button' } as const
  return [asked, { type: 'consent-given', actor: participant, body }]
}

/** Empty where this person has consented already. Throws `not-found` or `notice-unknown`. */
export function planGive(
  state: RoomState,
  { participant, person }: Doer,
  { recording: id, notice }: Params<'consent.give'>,
): NewEvent[] {
  const { terms, consents } = demandRecording(state, id)
  demandNotice(terms, notice)
  if (consents[person]?.status === 'given') return []
  const own = { recording: id, participant, person, ...notice }
  const body = { ...own, consent: newId('consent'), method: 'notice-button' } as const
  return [{ type: 'consent-given', actor: participant, body }]
}

/** Empty where this person has declined already. */
export function planRefuse(
  state: RoomState,
  { participant, person }: Doer,
  { recording: id, notice }: Params<'consent.refuse'>,
): NewEvent[] {
  const { terms, consents } = demandRecording(state, id)
  demandNotice(terms, notice)
  if (consents[person]?.status === 'refused') return []
  const body = { recording: id, participant, person, ...notice }
  return [{ type: 'consent-refused', actor: participant, body }]
}

/** Also after the recording has stopped. Empty where it was withdrawn already. Throws `not-found` where there is nothing to withdraw. */
export function planWithdraw(
  state: RoomState,
  { participant, person }: Doer,
  id: RecordingId,
): NewEvent[] {
  const status = state.recording?.id === id ? state.recording.consents[person]?.status : undefined
  if (status === undefined || status === 'refused') throw new VisavisError('not-found')
  if (status === 'withdrawn') return []
  const body = { recording: id, participant, person }
  return [{ type: 'consent-withdrawn', actor: participant, body }]
}

export function planPause(
  state: RoomState,
  { participant }: Doer,
  { recording: id, until }: { recording: RecordingId; until: number | undefined },
): NewEvent[] {
  const { phase } = demandRecording(state, id)
  if (phase.kind === 'asked') return []
  const body = { recording: id, reason: 'requested', ...(until && { until }) } as const
  return [{ type: 'recording-paused', actor: participant, body }]
}

/** Empty where only consents are missing: it goes on by itself with them. */
export function planResume(state: RoomState, { participant }: Doer, id: RecordingId): NewEvent[] {
  const { phase } = demandRecording(state, id)
  if (phase.kind !== 'paused' || phase.because !== 'requested') return []
  const body = { recording: id, reason: 'requested' } as const
  return [{ type: 'recording-resumed', actor: participant, body }]
}

export function planStop(state: RoomState, { participant }: Doer, id: RecordingId): NewEvent[] {
  demandRecording(state, id)
  const body = { recording: id, reason: 'requested' } as const
  return [{ type: 'recording-stopped', actor: participant, body }]
}

/** The end of a pause with a timer, unless it was ended or prolonged before. */
export function planTimer(state: RoomState, id: RecordingId, until: number): NewEvent[] {
  const { recording } = state
  const phase = recording?.id === id ? recording.phase : undefined
  const isDue = phase?.kind === 'paused' && phase.because === 'requested' && phase.until === until
  if (!isDue || state.ended) return []
  const body = { recording: id, reason: 'timer' } as const
  return [{ type: 'recording-resumed', actor: 'system', body }]
}

/** Throws `not-found` for one that is unknown, another room's, or over. */
export function demandRecording({ recording }: RoomState, id: RecordingId): RecordingState {
  if (recording?.id !== id || recording.phase.kind === 'stopped')
    throw new VisavisError('not-found')
  return recording
}
