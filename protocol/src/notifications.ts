import Type from 'typebox'
import { CLOSE_REASONS, type CloseReason } from './close-reasons.ts'
import { AnyRoomEvent, type RoomEvent } from './events.ts'
import { ParticipantId, RoomId, SubscriptionId, TrackId } from './ids.ts'
import { SubscriptionOffer } from './media.ts'
import { QueuedTicket } from './methods.ts'

const CloseReasonSchema = Type.Unsafe<CloseReason>(
  Type.Union(Object.keys(CLOSE_REASONS).map((reason) => Type.Literal(reason))),
)

/** Every notification a server may send. None is answered. */
export const NOTIFICATIONS = {
  /** Events of the session's room, in order, without gaps while the socket lives. */
  'room.events': Type.Object({
    room: RoomId,
    events: Type.Unsafe<RoomEvent[]>(Type.Array(AnyRoomEvent)),
  }),
  'subscription.offered': Type.Object({ subscriptions: Type.Array(SubscriptionOffer) }),
  'subscription.closed': Type.Object({ subscriptions: Type.Array(SubscriptionId) }),
  /** The session's media is gone at the server: ask for `media.open`, or outside a room for `media.prepare`. */
  'media.lost': Type.Object({
    reason: Type.Union([
      Type.Literal('worker-died'),
      Type.Literal('node-lost'),
      /** Prepared media that was not used in time, or in the way of calls. */
      Type.Literal('released'),
    ]),
  }),
  /**
   * The session's media has to move, and goes on for some seconds meanwhile: ask for `media.open`, and leave what there is when the
   * new media flows. Since version 2; before it `media.lost` says so.
   */
  'media.moving': Type.Object({}),
  /** Whose network is weak, and which tracks come to this session as stills: read them with `still.read`. */
  'network.changed': Type.Object({
    weak: Type.Array(ParticipantId),
    stills: Type.Array(TrackId),
  }),
  /** How this session is to send now. What is not named is sent as usual. */
  'sending.wanted': Type.Object({
    /** Stills beside the video, each of at most so many bytes. */
    stills: Type.Array(Type.Object({ track: TrackId, bytes: Type.Integer({ minimum: 1 }) })),
    /** Somebody has so little room that the voice is to take as little as it can. */
    isThrifty: Type.Boolean(),
  }),
  'queue.changed': Type.Object({ tickets: Type.Array(QueuedTicket) }),
  /** The last message before the server closes the socket. */
  'session.ended': Type.Object({ reason: CloseReasonSchema }),
} as const

export type NotificationMethod = keyof typeof NOTIFICATIONS
export type NotificationParams<N extends NotificationMethod> = Type.Static<
  (typeof NOTIFICATIONS)[N]
>
