import Type from 'typebox'
import { Role } from './grants.ts'
import { MessageId, ParticipantId, PersonId, TicketId, TrackId } from './ids.ts'
import { LIMITS } from './limits.ts'
import { ConnectStages, TrackKind, TrackSource } from './media.ts'
import { Locale, Product } from './product.ts'
import { RECORDING_EVENT_BODIES, RecordingPolicy } from './recording.ts'
import { REVIEW_EVENT_BODIES } from './review-events.ts'

/**
 * Text about or by a person. Sealed under that person's key in the store, opened for those who may
 * read it, `null` once the key is destroyed.
 */
function Personal(maxLength: number) {
  return Type.Union([Type.String({ maxLength }), Type.Null()])
}

const RoomKind = Type.Union([Type.Literal('guidance'), Type.Literal('meeting')])
export type RoomKind = Type.Static<typeof RoomKind>

const LeaveReason = Type.Union([
  Type.Literal('left'),
  /** The socket stayed away longer than the resume window. */
  Type.Literal('lost'),
  Type.Literal('removed'),
  Type.Literal('room-ended'),
])
export type LeaveReason = Type.Static<typeof LeaveReason>

const EndReason = Type.Union([
  Type.Literal('shopper-left'),
  Type.Literal('advisor-left'),
  Type.Literal('cancelled'),
  Type.Literal('ended-by-api'),
  Type.Literal('abandoned'),
])
export type EndReason = Type.Static<typeof EndReason>

/** Bodies by event type. Additions are optional properties; a changed meaning is a new type. */
export const EVENT_BODIES = {
  'room-created': Type.Object({
    kind: RoomKind,
    capacity: Type.Integer({ minimum: 1, maximum: 100 }),
    /** `all-parties` where it is not said. */
    recording: Type.Optional(RecordingPolicy),
  }),
  'room-ended': Type.Object({ reason: EndReason }),
  /** The worker that carries the room's media. Opaque outside the server. */
  'media-placed': Type.Object({ node: Type.String(), worker: Type.String() }),
  'participant-joined': Type.Object({
    participant: ParticipantId,
    person: PersonId,
    role: Role,
    name: Type.Optional(Personal(LIMITS.nameCharacters)),
    badge: Type.Optional(Personal(LIMITS.badgeCharacters)),
    locale: Type.Optional(Locale),
  }),
  'participant-disconnected': Type.Object({ participant: ParticipantId }),
  'participant-reconnected': Type.Object({ participant: ParticipantId }),
  'participant-left': Type.Object({ participant: ParticipantId, reason: LeaveReason }),
  'ticket-opened': Type.Object({
    ticket: TicketId,
    locale: Type.Optional(Locale),
    product: Type.Optional(Product),
  }),
  'ticket-accepted': Type.Object({ ticket: TicketId, participant: ParticipantId }),
  'ticket-closed': Type.Object({
    ticket: TicketId,
    reason: Type.Union([Type.Literal('cancelled'), Type.Literal('finished')]),
  }),
  'track-published': Type.Object({
    track: TrackId,
    participant: ParticipantId,
    kind: TrackKind,
    source: TrackSource,
    muted: Type.Boolean(),
  }),
  'track-muted': Type.Object({ track: TrackId }),
  'track-unmuted': Type.Object({ track: TrackId }),
  'track-unpublished': Type.Object({ track: TrackId }),
  /** The participant's device does not know the codec; the sender is to choose one that everybody knows. */
  'track-refused': Type.Object({ track: TrackId, participant: ParticipantId }),
  /** How long the participant's way to the first picture took. */
  'connection-timed': Type.Object({
    participant: ParticipantId,
    isPrepared: Type.Boolean(),
    stages: ConnectStages,
  }),
  'message-posted': Type.Object({
    message: MessageId,
    participant: ParticipantId,
    person: PersonId,
    text: Personal(LIMITS.messageCharacters),
    /** Some of the text is behind stars for this reader. Never so in the store. */
    isMasked: Type.Optional(Type.Boolean()),
  }),
  /** Somebody who saw a message masked has looked at it. */
  'message-unmasked': Type.Object({ message: MessageId, participant: ParticipantId }),
  ...RECORDING_EVENT_BODIES,
  ...REVIEW_EVENT_BODIES,
} as const

export type EventType = keyof typeof EVENT_BODIES
export type EventBody<T extends EventType> = Type.Static<(typeof EVENT_BODIES)[T]>

export const EVENT_TYPES = Object.keys(EVENT_BODIES) as EventType[]

/** Properties that are sealed in the store, by event type. Each such body also names the `person`. */
export const PERSONAL_FIELDS: { readonly [T in EventType]?: readonly (keyof EventBody<T>)[] } = {
  'participant-joined': ['name', 'badge'],
  'message-posted': ['text'],
  'recording-reviewed': ['name'],
}

/** Who did it: a participant, or the server itself. */
export type Actor = ParticipantId | 'system'
const ActorSchema = Type.Unsafe<Actor>(Type.Union([ParticipantId, Type.Literal('system')]))

/** What a caller appends; the log adds `seq` and `at`. */
export type NewEvent<T extends EventType = EventType> = {
  [K in T]: { type: K; actor: Actor; body: EventBody<K> }
}[T]

/** One event of a room's log as readers see it. `at` is Unix time in milliseconds. */
export type RoomEvent<T extends EventType = EventType> = {
  [K in T]: { seq: number; at: number; type: K; actor: Actor; body: EventBody<K> }
}[T]

function eventSchema<T extends EventType>(type: T) {
  return Type.Object({
    seq: Type.Integer({ minimum: 1 }),
    at: Type.Integer(),
    type: Type.Literal(type),
    actor: ActorSchema,
    body: EVENT_BODIES[type],
  })
}

/** Any event of this version. Later types reach old readers too: they skip what they do not know. */
export const RoomEvent = Type.Unsafe<RoomEvent>(Type.Union(EVENT_TYPES.map(eventSchema)))

/** The envelope alone: enough to keep `seq` when the type is unknown. */
export const AnyRoomEvent = Type.Object({
  seq: Type.Integer({ minimum: 1 }),
  at: Type.Integer(),
  type: Type.String(),
  actor: Type.String(),
  body: Type.Object({}),
})
export type AnyRoomEvent = Type.Static<typeof AnyRoomEvent>
