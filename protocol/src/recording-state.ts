import type { RoomEvent } from './events.ts'
import type { ConsentId, ParticipantId, PersonId, RecordingId } from './ids.ts'
import type { RecordingPolicy, RecordingStopReason, RecordingTerms } from './recording.ts'

/** What one person answered to one recording. */
export interface ConsentState {
  readonly status: 'given' | 'refused' | 'withdrawn'
  readonly consent: ConsentId | null
  readonly participant: ParticipantId
  readonly noticeHash: string
  readonly locale: string
  readonly at: number
  readonly seq: number
  /** Where the log has the consent that stands, or that was withdrawn. */
  readonly givenSeq: number | null
}

export type RecordingPhase =
  /** Consents are being asked for. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'on' }
  /** `consent`: somebody who is there has not consented, or not any more. */
  | { readonly kind: 'paused'; readonly because: 'requested'; readonly until: number | null }
  | { readonly kind: 'paused'; readonly because: 'consent' }
  | { readonly kind: 'stopped'; readonly reason: RecordingStopReason | 'room-ended' }

/** The newest recording of a room. A stopped one stays until the next is asked for. */
export interface RecordingState {
  readonly id: RecordingId
  readonly requestedBy: ParticipantId
  readonly requestedAt: number
  readonly terms: RecordingTerms
  readonly phase: RecordingPhase
  /** Time and place in the log of the last change of `phase`. */
  readonly since: number
  readonly sinceSeq: number
  /** When the first of it was recorded. */
  readonly startedAt: number | null
  readonly recorder: string | null
  readonly consents: Readonly<Record<PersonId, ConsentState>>
}

/** Somebody as far as consent is concerned. */
export interface Attendee {
  readonly id: ParticipantId
  readonly person: PersonId
}

/** What a recording sees of its room, before the event. */
export interface RecordingScene {
  readonly policy: RecordingPolicy
  readonly hasEnded: boolean
  readonly present: readonly Attendee[]
}

/**
 * The recording after an event. Pure and total. Only `recording-started` and `recording-resumed` make it run, and only
 * where the consents allow it; everything that takes a consent away stops it at once.
 */
export function foldRecording(
  recording: RecordingState | null,
  event: RoomEvent,
  scene: RecordingScene,
): RecordingState | null {
  if (event.type === 'recording-requested') return request(recording, event, scene)
  if (!recording) return recording
  if (recording.phase.kind === 'stopped') return afterwards(recording, event, scene)
  if (event.type === 'room-ended') return enter(recording, event, ended)
  if (event.type === 'participant-joined') return meet(recording, event, scene)
  if (!isAbout(event) || event.body.recording !== recording.id) return recording
  return apply(recording, event, scene)
}

/** Whether the consents of those who are there let a recording run. */
export function mayRecord(
  { consents }: Pick<RecordingState, 'consents'>,
  { policy, present }: Pick<RecordingScene, 'policy' | 'present'>,
): boolean {
  const has = ({ person }: Attendee) => consents[person]?.status === 'given'
  if (policy === 'record-consenting-only') return present.some(has)
  return policy === 'all-parties' && present.length > 0 && present.every(has)
}

/** Those of `present` whose media may be recorded now. */
export function recordable(
  recording: RecordingState | null,
  scene: Pick<RecordingScene, 'policy' | 'present'>,
): Attendee[] {
  if (recording?.phase.kind !== 'on' || !mayRecord(recording, scene)) return []
  return scene.present.filter(({ person }) => recording.consents[person]?.status === 'given')
}

type RecordingEvent = RoomEvent<
  | 'consent-given'
  | 'consent-refused'
  | 'consent-withdrawn'
  | 'recording-started'
  | 'recording-paused'
  | 'recording-resumed'
  | 'recording-stopped'
  | 'recorder-assigned'
  | 'recorder-released'
>

const ended = { kind: 'stopped', reason: 'room-ended' } as const
const missing = { kind: 'paused', because: 'consent' } as const

function isAbout(event: RoomEvent): event is RecordingEvent {
  return 'recording' in event.body
}

function request(
  recording: RecordingState | null,
  { seq, at, actor, body }: RoomEvent<'recording-requested'>,
  { policy, hasEnded, present }: RecordingScene,
): RecordingState | null {
  const { recording: id, participant: requestedBy, terms } = body
  const isBusy = recording !== null && recording.phase.kind !== 'stopped'
  const isThere = actor === requestedBy && present.some((one) => one.id === requestedBy)
  if (policy === 'never' || hasEnded || isBusy || !isThere || id === recording?.id) return recording
  const since = { since: at, sinceSeq: seq, requestedAt: at, startedAt: null }
  const phase = { kind: 'asked' } as const
  return { id, requestedBy, terms, phase, ...since, recorder: null, consents: {} }
}

/** What is left to do with one that has stopped: to take a consent back. */
function afterwards(
  recording: RecordingState,
  event: RoomEvent,
  scene: RecordingScene,
): RecordingState {
  const isWithdrawal =
    event.type === 'consent-withdrawn' && event.body.recording === recording.id && !scene.hasEnded
  return isWithdrawal ? choose(recording, event, scene) : recording
}

function apply(
  recording: RecordingState,
  event: RecordingEvent,
  scene: RecordingScene,
): RecordingState {
  const { phase } = recording
  switch (event.type) {
    case 'consent-given':
    case 'consent-refused':
    case 'consent-withdrawn':
      return choose(recording, event, scene)
    case 'recording-started':
      return phase.kind === 'asked' ? run(recording, event, scene) : recording
    case 'recording-paused':
      return pause(recording, event)
    case 'recording-resumed':
      return resume(recording, event, scene)
    case 'recording-stopped':
      return enter(recording, event, { kind: 'stopped', reason: event.body.reason })
    case 'recorder-assigned':
      return { ...recording, recorder: event.body.recorder }
    case 'recorder-released':
      if (recording.recorder !== event.body.recorder) return recording
      return { ...recording, recorder: null }
  }
}

/** A choice is its maker's own: made by somebody else, or in another's name, it is none. */
function choose(
  recording: RecordingState,
  event: RoomEvent<'consent-given' | 'consent-refused' | 'consent-withdrawn'>,
  scene: RecordingScene,
): RecordingState {
  const { participant, person } = event.body
  const isOwn = event.actor === participant
  const isThere = scene.present.some((one) => one.id === participant && one.person === person)
  const before = recording.consents[person]
  if (!isOwn || !isThere) return recording
  if (event.type === 'consent-withdrawn' && before?.status !== 'given') return recording
  const choice = chosen(event, before)
  const consents: Record<PersonId, ConsentState> = { ...recording.consents, [person]: choice }
  const after = { ...recording, consents }
  const isLost = after.phase.kind === 'on' && !mayRecord(after, scene)
  return isLost ? enter(after, event, missing) : after
}

function chosen(
  event: RoomEvent<'consent-given' | 'consent-refused' | 'consent-withdrawn'>,
  before: ConsentState | undefined,
): ConsentState {
  const { seq, at, body } = event
  const { participant } = body
  if (event.type === 'consent-withdrawn') {
    const { consent = null, noticeHash = '', locale = '', givenSeq = null } = before ?? {}
    return { status: 'withdrawn', consent, participant, noticeHash, locale, at, seq, givenSeq }
  }
  const { noticeHash, locale } = event.body
  const isGiven = event.type === 'consent-given'
  const consent = isGiven ? event.body.consent : null
  const status = isGiven ? 'given' : 'refused'
  const givenSeq = isGiven ? seq : null
  return { status, consent, participant, noticeHash, locale, at, seq, givenSeq }
}

/** Runs where consents allow it; otherwise waits for them. */
function run(recording: RecordingState, event: RoomEvent, scene: RecordingScene): RecordingState {
  if (!mayRecord(recording, scene)) return recording
  const startedAt = recording.startedAt ?? event.at
  return enter({ ...recording, startedAt }, event, { kind: 'on' })
}

function pause(recording: RecordingState, event: RoomEvent<'recording-paused'>): RecordingState {
  if (recording.phase.kind === 'asked') return recording
  const until = event.body.until ?? null
  return enter(recording, event, { kind: 'paused', because: 'requested', until })
}

function resume(
  recording: RecordingState,
  event: RoomEvent<'recording-resumed'>,
  scene: RecordingScene,
): RecordingState {
  const { phase } = recording
  if (phase.kind !== 'paused') return recording
  const isForConsent = event.body.reason === 'consent-complete'
  if (isForConsent !== (phase.because === 'consent')) return recording
  if (mayRecord(recording, scene)) return run(recording, event, scene)
  return phase.because === 'consent' ? recording : enter(recording, event, missing)
}

/** Whoever comes without a consent pauses it, in the very event of their coming. */
function meet(
  recording: RecordingState,
  event: RoomEvent<'participant-joined'>,
  { policy, present, hasEnded }: RecordingScene,
): RecordingState {
  if (recording.phase.kind !== 'on' || hasEnded) return recording
  const { participant: id, person } = event.body
  const together = [...present, { id, person }]
  return mayRecord(recording, { policy, present: together })
    ? recording
    : enter(recording, event, missing)
}

function enter(
  recording: RecordingState,
  { at, seq }: RoomEvent,
  phase: RecordingPhase,
): RecordingState {
  return { ...recording, phase, since: at, sinceSeq: seq }
}
