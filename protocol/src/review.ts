import Type from 'typebox'
import { Role } from './grants.ts'
import {
  ConsentId,
  MessageId,
  ParticipantId,
  PersonId,
  RecordingId,
  RoomId,
  TrackId,
} from './ids.ts'
import { LIMITS } from './limits.ts'
import { Product } from './product.ts'
import { RecordingTerms } from './recording.ts'
import {
  FileName,
  PartEnd,
  RecordedPart,
  RecordedTrack,
  RecordingPause,
} from './recording-manifest.ts'
import { ReviewAction } from './review-events.ts'

// What reviewers see of recordings. Times are Unix milliseconds by the server's clock.

const closed = { additionalProperties: false } as const
const Time = Type.Integer()
const MaybeTime = Type.Union([Time, Type.Null()])
const RECORDED_PART = RecordedPart.properties
const RECORDED_TRACK = RecordedTrack.properties
const MaybeText = Type.Union([Type.String(), Type.Null()])

/** Where a recording is in its life. */
export const RecordingStatus = Type.Union([
  /** Still going on, or not in the store yet. */
  Type.Literal('recording'),
  Type.Literal('kept'),
  /** Nothing of it is left but receipts. */
  Type.Literal('deleted'),
])
export type RecordingStatus = Type.Static<typeof RecordingStatus>

export const ReviewedPerson = Type.Object({
  person: PersonId,
  participants: Type.Array(ParticipantId),
  role: Role,
  /** `null` where there is none, or none any more. */
  name: MaybeText,
  badge: MaybeText,
})
export type ReviewedPerson = Type.Static<typeof ReviewedPerson>

const MaybeProduct = Type.Union([Product, Type.Null()])

export const RecordingSummary = Type.Object({
  recording: RecordingId,
  room: RoomId,
  startedAt: Time,
  /** `null` while it goes on. */
  endedAt: MaybeTime,
  product: MaybeProduct,
  people: Type.Array(ReviewedPerson),
  status: RecordingStatus,
  isHeld: Type.Boolean(),
  /** When it goes by itself; `null` where nothing is left. */
  deadline: MaybeTime,
  /** Messages that were searched for. */
  hits: Type.Integer(),
})
export type RecordingSummary = Type.Static<typeof RecordingSummary>

export const RecordingPage = Type.Object({
  recordings: Type.Array(RecordingSummary),
  /** Pass it as `before` to read on; `null` on the last page. A page may be short, or empty, before the last. */
  next: MaybeText,
})
export type RecordingPage = Type.Static<typeof RecordingPage>

export const RecordingQuery = Type.Object(
  {
    from: Type.Optional(Time),
    to: Type.Optional(Time),
    room: Type.Optional(RoomId),
    /** A product's id, or some of its name. */
    product: Type.Optional(Type.String({ maxLength: 100 })),
    /** Of an advisor's name or badge. */
    advisor: Type.Optional(Type.String({ maxLength: LIMITS.nameCharacters })),
    /** In messages, as reviewers see them, and in products' names. */
    text: Type.Optional(Type.String({ maxLength: 200 })),
    before: Type.Optional(Type.String({ pattern: '^[0-9]{1,16}-room_[A-Za-z0-9_-]{22}$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  closed,
)
export type RecordingQuery = Type.Static<typeof RecordingQuery>

export const ReviewedConsent = Type.Object({
  person: PersonId,
  choice: Type.Union([Type.Literal('given'), Type.Literal('refused'), Type.Literal('withdrawn')]),
  at: Time,
  /** Where the room's log has it. */
  seq: Type.Integer(),
  locale: MaybeText,
  /** Of the text that was shown. */
  noticeHash: MaybeText,
  method: MaybeText,
  consent: Type.Union([ConsentId, Type.Null()]),
})
export type ReviewedConsent = Type.Static<typeof ReviewedConsent>

export const ReviewedMessage = Type.Object({
  message: MessageId,
  person: PersonId,
  at: Time,
  /** `null` when its author's data was erased. */
  text: MaybeText,
  /** Some of it is behind stars. */
  isMasked: Type.Boolean(),
})
export type ReviewedMessage = Type.Static<typeof ReviewedMessage>

export const ReviewedMark = Type.Object({
  at: Time,
  kind: Type.Union([
    Type.Literal('joined'),
    Type.Literal('left'),
    Type.Literal('screen'),
    Type.Literal('consent-given'),
    Type.Literal('consent-refused'),
    Type.Literal('consent-withdrawn'),
  ]),
  person: PersonId,
})
export type ReviewedMark = Type.Static<typeof ReviewedMark>

export const ReviewedPart = Type.Object({
  take: FileName,
  file: RECORDED_PART.file,
  format: RECORDED_PART.format,
  codec: RECORDED_PART.codec,
  startsAt: RECORDED_PART.startsAt,
  endsAt: RECORDED_PART.endsAt,
  endedBy: RECORDED_PART.endedBy,
  bytes: RECORDED_PART.plainBytes,
  isComplete: RECORDED_PART.isComplete,
})
export type ReviewedPart = Type.Static<typeof ReviewedPart>

export const ReviewedTrack = Type.Object({
  track: RECORDED_TRACK.track,
  person: RECORDED_TRACK.person,
  kind: RECORDED_TRACK.kind,
  source: RECORDED_TRACK.source,
  /** Its person was erased: there is nothing to play. */
  isErased: Type.Boolean(),
  parts: Type.Array(ReviewedPart),
})
export type ReviewedTrack = Type.Static<typeof ReviewedTrack>

export const ReviewedGap = Type.Object({ track: TrackId, from: Time, to: Time, reason: PartEnd })
export type ReviewedGap = Type.Static<typeof ReviewedGap>

export const ReviewedHold = Type.Object({
  by: Type.String(),
  reason: Type.String(),
  at: Time,
  releases: Type.Array(Type.Object({ by: Type.String(), at: Time })),
})
export type ReviewedHold = Type.Static<typeof ReviewedHold>

export const ReviewedDeletion = Type.Object({
  id: Type.String(),
  /** `null` for everybody's. */
  person: Type.Union([PersonId, Type.Null()]),
  because: Type.Union([Type.Literal('erasure'), Type.Literal('retention')]),
  by: Type.String(),
  at: Time,
  files: Type.Array(Type.Object({ name: Type.String(), sha256: MaybeText })),
  keysDestroyed: Type.Array(PersonId),
})
export type ReviewedDeletion = Type.Static<typeof ReviewedDeletion>

/** What somebody did with a recording. */
export const ReviewedStep = Type.Object({
  at: Time,
  action: ReviewAction,
  /** Who; `null` for what the server did by itself. */
  name: MaybeText,
  /** Whom it was about. */
  subject: Type.Union([PersonId, Type.Null()]),
})
export type ReviewedStep = Type.Static<typeof ReviewedStep>

export const RecordingDetails = Type.Object({
  ...RecordingSummary.properties,
  terms: RecordingTerms,
  consents: Type.Array(ReviewedConsent),
  messages: Type.Array(ReviewedMessage),
  marks: Type.Array(ReviewedMark),
  pauses: Type.Array(RecordingPause),
  tracks: Type.Array(ReviewedTrack),
  gaps: Type.Array(ReviewedGap),
  hold: Type.Union([ReviewedHold, Type.Null()]),
  deletions: Type.Array(ReviewedDeletion),
  history: Type.Array(ReviewedStep),
  /** What whoever asked may do. */
  may: Type.Object({ manage: Type.Boolean(), unmask: Type.Boolean() }),
})
export type RecordingDetails = Type.Static<typeof RecordingDetails>

/** Addresses of media, good for a few minutes and for nobody's URL bar. */
export const MediaLinks = Type.Object({
  expiresAt: Time,
  links: Type.Array(Type.Object({ take: FileName, file: FileName, url: Type.String() })),
})
export type MediaLinks = Type.Static<typeof MediaLinks>

/** What is in a part, beyond its manifest. */
export const PartContent = Type.Object({
  durationMs: Type.Integer(),
  /** What could not be opened, from the part's beginning; the rest plays. */
  damages: Type.Array(
    Type.Object({ code: Type.Literal('recording-damaged'), fromMs: Time, toMs: Time }),
  ),
  /** Loudness from 0 to 100, of voices alone. */
  peaks: Type.Union([Type.Array(Type.Integer()), Type.Null()]),
  peaksPerSecond: Type.Integer(),
})
export type PartContent = Type.Static<typeof PartContent>

export const HoldRequest = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 500 }) },
  closed,
)

export const HoldAnswer = Type.Object({ hold: Type.Union([ReviewedHold, Type.Null()]) })
export type HoldAnswer = Type.Static<typeof HoldAnswer>

/** An MP4 of a whole recording, as it is made. */
export const FilmJob = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f-]{36}$' }),
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ]),
  /** From 0 to 1. */
  progress: Type.Number(),
  /** Where it can be fetched for some minutes, once it is done. */
  url: MaybeText,
})
export type FilmJob = Type.Static<typeof FilmJob>

export const FilmList = Type.Object({ films: Type.Array(FilmJob) })
export type FilmList = Type.Static<typeof FilmList>

/** What was erased of a person, everywhere. */
export const ErasureAnswer = Type.Object({
  deletions: Type.Array(Type.Object({ ...ReviewedDeletion.properties, recording: RecordingId })),
  /** Names and messages, by their key. */
  isTextErased: Type.Boolean(),
})
export type ErasureAnswer = Type.Static<typeof ErasureAnswer>

/** One step of a verification, a line of the answer each. */
export const VerificationStep = Type.Object({
  what: Type.Union([Type.Literal('log'), Type.Literal('audit'), Type.Literal('file')]),
  name: Type.String(),
  isRight: Type.Boolean(),
  problem: MaybeText,
  done: Type.Integer(),
  total: Type.Integer(),
})
export type VerificationStep = Type.Static<typeof VerificationStep>
