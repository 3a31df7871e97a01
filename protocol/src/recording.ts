import Type from 'typebox'
import { ConsentId, ParticipantId, PersonId, RecordingId } from './ids.ts'
import { LIMITS } from './limits.ts'
import { Locale } from './product.ts'

/** Who has to consent before anything is recorded. Fixed when the room is created. */
export const RecordingPolicy = Type.Union([
  /** Everybody who is there. */
  Type.Literal('all-parties'),
  /** Each for themselves: the others' media never reaches a recorder. */
  Type.Literal('record-consenting-only'),
  Type.Literal('never'),
])
export type RecordingPolicy = Type.Static<typeof RecordingPolicy>

/** Whose law the notice follows. */
export const Jurisdiction = Type.Union([Type.Literal('eu'), Type.Literal('default')])
export type Jurisdiction = Type.Static<typeof Jurisdiction>

/** What a notice tells. With a locale it makes one text, to the letter, so its hash can be checked later. */
export const RecordingTerms = Type.Object({
  /** Of the texts. */
  version: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}(\\.[0-9]+)?$' }),
  jurisdiction: Jurisdiction,
  controller: Type.String({ minLength: 1, maxLength: 200 }),
  policyUrl: Type.Optional(Type.String({ maxLength: 500, pattern: '^https?://' })),
  retentionDays: Type.Integer({ minimum: 1, maximum: LIMITS.retentionDays }),
})
export type RecordingTerms = Type.Static<typeof RecordingTerms>

/** SHA-256 of a notice's text in UTF-8, as lower-case hexadecimal. */
export const NoticeHash = Type.String({ pattern: '^[0-9a-f]{64}$' })

/** How somebody consented: by the notice's own button, or by starting the recording with the notice before them. */
const ConsentMethod = Type.Union([Type.Literal('notice-button'), Type.Literal('start-button')])
export type ConsentMethod = Type.Static<typeof ConsentMethod>

/** Why a recording is asked to stop, or was stopped. */
const StopReason = Type.Union([
  Type.Literal('requested'),
  /** Somebody declined before it had begun. */
  Type.Literal('refused'),
  Type.Literal('failed'),
])
export type RecordingStopReason = Type.Static<typeof StopReason>

const ResumeReason = Type.Union([
  Type.Literal('requested'),
  /** The pause had a timer. */
  Type.Literal('timer'),
  /** Everybody who is there has consented. */
  Type.Literal('consent-complete'),
])
export type RecordingResumeReason = Type.Static<typeof ResumeReason>

const Choice = {
  recording: RecordingId,
  participant: ParticipantId,
  person: PersonId,
  /** The text that was shown. */
  noticeHash: NoticeHash,
  locale: Locale,
}

/** Names a recorder process for as long as it runs. */
export const RecorderName = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' })

/** Bodies of the events of consent and recording. */
export const RECORDING_EVENT_BODIES = {
  /** Asks those who are there. Nothing is recorded by it. */
  'recording-requested': Type.Object({
    recording: RecordingId,
    participant: ParticipantId,
    terms: RecordingTerms,
  }),
  'consent-given': Type.Object({ ...Choice, consent: ConsentId, method: ConsentMethod }),
  'consent-refused': Type.Object(Choice),
  'consent-withdrawn': Type.Object({
    recording: RecordingId,
    participant: ParticipantId,
    person: PersonId,
  }),
  'recording-started': Type.Object({ recording: RecordingId }),
  /** Somebody paused, as for a card number. Missing consent pauses without an event of its own. */
  'recording-paused': Type.Object({
    recording: RecordingId,
    reason: Type.Literal('requested'),
    /** Unix milliseconds at which it goes on by itself. */
    until: Type.Optional(Type.Integer()),
  }),
  'recording-resumed': Type.Object({ recording: RecordingId, reason: ResumeReason }),
  'recording-stopped': Type.Object({ recording: RecordingId, reason: StopReason }),
  /** A recorder has taken the recording. */
  'recorder-assigned': Type.Object({ recording: RecordingId, recorder: RecorderName }),
  'recorder-released': Type.Object({
    recording: RecordingId,
    recorder: RecorderName,
    reason: Type.Union([Type.Literal('done'), Type.Literal('lost')]),
  }),
} as const
