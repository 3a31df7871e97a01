import Type from 'typebox'
import { ConsentReceipt } from './consent-receipt.ts'
import { AnyRoomEvent, type RoomEvent } from './events.ts'
import { Role } from './grants.ts'
import {
  MessageId,
  ParticipantId,
  RecordingId,
  RoomId,
  SessionId,
  SubscriptionId,
  TicketId,
  TrackId,
  TransportId,
} from './ids.ts'
import { LIMITS } from './limits.ts'
import {
  ConnectStages,
  DtlsParameters,
  IceParameters,
  MediaOffer,
  PictureSize,
  RtpCapabilities,
  RtpParameters,
  TrackKind,
  TrackSource,
  TransportOffer,
} from './media.ts'
import { Locale, Product } from './product.ts'
import { NoticeHash, RecordingTerms } from './recording.ts'

/** Requests are closed: an unknown property is a mistake. Answers are open: old clients skip what is new. */
const closed = { additionalProperties: false } as const

const Nothing = Type.Object({}, closed)
const Done = Type.Object({})

/** Tracks made ready by `track.prepare`, which the room is told of with its entry. */
const Announced = Type.Array(
  Type.Object({ track: TrackId, muted: Type.Optional(Type.Boolean()) }, closed),
  { minItems: 1, maxItems: LIMITS.tracksPerParticipant },
)

const PicturePreference = Type.Union([
  Type.Object({ subscription: SubscriptionId, ...PictureSize.properties }, closed),
  Type.Object({ subscription: SubscriptionId, visible: Type.Literal(false) }, closed),
])
export type PicturePreference = Type.Static<typeof PicturePreference>

/** Events as delivered: known types checked one by one by the reader, unknown ones skipped. */
const Events = Type.Unsafe<RoomEvent[]>(Type.Array(AnyRoomEvent))

/** Proof that a later socket continues this session. Single use: each opening answers with the next. */
const ResumeProof = Type.Object(
  { session: SessionId, secret: Type.String({ minLength: 32, maxLength: 64 }) },
  closed,
)

/** Bits in a second. */
const BitRate = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })

const StillData = Type.String({ minLength: 1, maxLength: (LIMITS.stillPieceBytes / 3) * 4 })

/** A room as its newcomer needs it: the log from `fromSeq` on, and media to connect to at once. */
const RoomEntry = Type.Object({
  room: RoomId,
  participant: ParticipantId,
  events: Events,
  /** Absent when the participant may neither publish nor subscribe, or asked without capabilities. */
  media: Type.Optional(MediaOffer),
})
export type RoomEntry = Type.Static<typeof RoomEntry>

export const QueuedTicket = Type.Object({
  ticket: TicketId,
  room: RoomId,
  openedAt: Type.Integer(),
  locale: Type.Optional(Type.String()),
  product: Type.Optional(Product),
})
export type QueuedTicket = Type.Static<typeof QueuedTicket>

/** The notice that somebody saw when they chose. */
const SeenNotice = Type.Object({ noticeHash: NoticeHash, locale: Locale }, closed)

/** What somebody is to read before they choose. `noticeHash` is the hash of `text`, which is shown as it is. */
const ConsentNotice = Type.Object({
  noticeHash: NoticeHash,
  locale: Locale,
  /** Paragraphs, each ended by a line feed. */
  text: Type.String(),
  terms: RecordingTerms,
})
export type ConsentNotice = Type.Static<typeof ConsentNotice>

/** Every request a client may send: its parameters and its answer. */
export const METHODS = {
  /** Authenticates the socket. Must be first, within 5 s. */
  'session.open': {
    params: Type.Object(
      {
        token: Type.String({ minLength: 1, maxLength: 8_192 }),
        protocol: Type.Integer(),
        resume: Type.Optional(
          Type.Object(
            {
              ...ResumeProof.properties,
              /** The last sequence number seen; the answer has what came after. */
              seq: Type.Integer({ minimum: 0 }),
              /** Present when media must be built anew, as after a reload. */
              rtpCapabilities: Type.Optional(RtpCapabilities),
              /** The client knows what routers here carry: five kilobytes that a weak network need not carry again. */
              knowsCapabilities: Type.Optional(Type.Boolean()),
            },
            closed,
          ),
        ),
      },
      closed,
    ),
    result: Type.Object({
      session: SessionId,
      role: Role,
      /** The version in force. Servers of version 1 do not say it. */
      protocol: Type.Optional(Type.Integer()),
      resume: ResumeProof,
      /** What every router here can carry: load the device with it. Empty for a client that knows. */
      rtpCapabilities: RtpCapabilities,
      heartbeatMs: Type.Integer(),
      iceServers: Type.Array(
        Type.Object({
          urls: Type.Array(Type.String()),
          username: Type.Optional(Type.String()),
          credential: Type.Optional(Type.String()),
        }),
      ),
      /** The room that this person is in with another session: offer to continue here. */
      elsewhere: Type.Optional(Type.Object({ room: RoomId })),
      /** The room that was resumed. */
      entry: Type.Optional(RoomEntry),
    }),
  },
  /** Puts a fresh token in force before the old one ends. Same tenant and person only. */
  'session.renew': {
    params: Type.Object({ token: Type.String({ minLength: 1, maxLength: 8_192 }) }, closed),
    result: Done,
  },
  /** Answers at once; lets either side find a half-open socket. */
  'session.ping': { params: Nothing, result: Done },
  /** Says goodbye: the participant leaves now rather than after the resume window. */
  'session.close': { params: Nothing, result: Done },

  /** Opens a room with a ticket for the token's product and enters it. */
  'guidance.request': {
    params: Type.Object(
      { rtpCapabilities: Type.Optional(RtpCapabilities), announce: Type.Optional(Announced) },
      closed,
    ),
    result: RoomEntry,
  },
  /** The tenant's waiting tickets now, and `queue.changed` from now on. */
  'queue.watch': {
    params: Nothing,
    result: Type.Object({ tickets: Type.Array(QueuedTicket) }),
  },
  /** Whether this advisor takes calls; shoppers see the sum. */
  'queue.set-available': {
    params: Type.Object({ available: Type.Boolean() }, closed),
    result: Done,
  },
  /** Takes a ticket and enters its room. One advisor wins; the others get `ticket-taken`. */
  'queue.accept': {
    params: Type.Object(
      {
        ticket: TicketId,
        rtpCapabilities: Type.Optional(RtpCapabilities),
        announce: Type.Optional(Announced),
      },
      closed,
    ),
    result: RoomEntry,
  },

  'room.join': {
    params: Type.Object(
      {
        room: RoomId,
        rtpCapabilities: Type.Optional(RtpCapabilities),
        /** Continue the participant that this person has with another session. */
        takeOver: Type.Optional(Type.Boolean()),
        announce: Type.Optional(Announced),
      },
      closed,
    ),
    result: RoomEntry,
  },
  /** Leaves. A guidance room ends with its shopper or its last advisor. */
  'room.leave': { params: Nothing, result: Done },
  /** Tells once how long the way to the first picture took. */
  'room.report-timing': {
    params: Type.Object({ isPrepared: Type.Boolean(), stages: ConnectStages }, closed),
    result: Done,
  },
  /** A page of the log, for history and for gaps: events after `after`. */
  'room.read': {
    params: Type.Object({ after: Type.Integer({ minimum: 0 }) }, closed),
    result: Type.Object({ events: Events, head: Type.Integer() }),
  },

  /**
   * Transports and slots ahead of a room, which the next room entered takes over. Nobody hears or sees anything
   * of them before. Let go after a while, and first when the server is short of room: `media.lost`.
   */
  'media.prepare': {
    params: Type.Object({ rtpCapabilities: RtpCapabilities }, closed),
    result: MediaOffer,
  },
  /** New transports and subscriptions in place of the old ones, which are closed. */
  'media.open': {
    params: Type.Object({ rtpCapabilities: RtpCapabilities }, closed),
    result: MediaOffer,
  },
  'transport.connect': {
    params: Type.Object({ transport: TransportId, dtlsParameters: DtlsParameters }, closed),
    result: Done,
  },
  'transport.restart-ice': {
    params: Type.Object({ transport: TransportId }, closed),
    result: Type.Object({ iceParameters: IceParameters }),
  },
  /** Another transport beside those of `media.open`, up to the participant's limit. */
  'transport.create': {
    params: Type.Object(
      { direction: Type.Union([Type.Literal('send'), Type.Literal('receive')]) },
      closed,
    ),
    result: TransportOffer,
  },
  'transport.close': {
    params: Type.Object({ transport: TransportId }, closed),
    result: Done,
  },
  'track.publish': {
    params: Type.Object(
      {
        transport: TransportId,
        source: TrackSource,
        kind: TrackKind,
        rtpParameters: RtpParameters,
        muted: Type.Optional(Type.Boolean()),
      },
      closed,
    ),
    result: Type.Object({ track: TrackId }),
  },
  /** Like `track.publish`, but the room is not told: with `track.announce`, or on entering one. */
  'track.prepare': {
    params: Type.Object(
      {
        transport: TransportId,
        source: TrackSource,
        kind: TrackKind,
        rtpParameters: RtpParameters,
      },
      closed,
    ),
    result: Type.Object({ track: TrackId }),
  },
  /** Tells the room of prepared tracks. */
  'track.announce': {
    params: Type.Object({ tracks: Announced }, closed),
    result: Done,
  },
  'track.set-muted': {
    params: Type.Object({ track: TrackId, muted: Type.Boolean() }, closed),
    result: Done,
  },
  'track.unpublish': { params: Type.Object({ track: TrackId }, closed), result: Done },
  /** Starts the flow, once the client has applied the offers. All in one request. */
  'subscription.resume': {
    params: Type.Object(
      { subscriptions: Type.Array(SubscriptionId, { minItems: 1, maxItems: 64 }) },
      closed,
    ),
    result: Done,
  },
  'subscription.pause': {
    params: Type.Object(
      { subscriptions: Type.Array(SubscriptionId, { minItems: 1, maxItems: 64 }) },
      closed,
    ),
    result: Done,
  },
  /**
   * How large pictures are drawn, so that none is sent larger, or that they are not to be seen, so that they are not
   * sent at all. Holds until said again, as long as the subscription. Sound has no size: `media-refused`.
   */
  'subscription.prefer': {
    params: Type.Object(
      {
        pictures: Type.Array(PicturePreference, { minItems: 1, maxItems: 64 }),
      },
      closed,
    ),
    result: Done,
  },

  /**
   * What the participant's network takes, as they measure it. `receiveBps` and `sendBps`: there is no room for video in
   * that direction, only for so much.
   */
  'network.report': {
    params: Type.Object(
      {
        isWeak: Type.Boolean(),
        receiveBps: Type.Optional(BitRate),
        sendBps: Type.Optional(BitRate),
      },
      closed,
    ),
    result: Done,
  },
  /** A piece of a still of one's own camera or screen. Pieces come in order; the last makes it available. */
  'still.publish': {
    params: Type.Object(
      {
        track: TrackId,
        /** Counts up. */
        still: Type.Integer({ minimum: 1 }),
        /** Bytes of the whole still, and of what came before this piece. */
        size: Type.Integer({ minimum: 1 }),
        offset: Type.Integer({ minimum: 0 }),
        /** Base64. */
        data: StillData,
      },
      closed,
    ),
    result: Done,
  },
  /**
   * A piece of a still of somebody else. At `offset` 0 of the newest after `still`, later of `still` itself. An answer
   * without `data`: there is none yet.
   */
  'still.read': {
    params: Type.Object(
      {
        track: TrackId,
        still: Type.Integer({ minimum: 0 }),
        offset: Type.Integer({ minimum: 0 }),
        length: Type.Integer({ minimum: 1, maximum: LIMITS.stillPieceBytes }),
      },
      closed,
    ),
    result: Type.Object({
      still: Type.Optional(Type.Integer({ minimum: 1 })),
      size: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.stillBytes })),
      data: Type.Optional(StillData),
    }),
  },

  /** Posts to the chat. The same `message` id posted again is answered with the first one's place. */
  'message.post': {
    params: Type.Object(
      {
        message: MessageId,
        text: Type.String({ minLength: 1, maxLength: LIMITS.messageCharacters }),
      },
      closed,
    ),
    result: Type.Object({ seq: Type.Integer(), at: Type.Integer() }),
  },
  /** The whole text of a message that came masked. Needs `personalDataRead`; the log keeps who looked. */
  'message.unmask': {
    params: Type.Object({ message: MessageId }, closed),
    result: Type.Object({ text: Type.Union([Type.String(), Type.Null()]) }),
  },

  /**
   * The notice of the recording that is asked for or under way; without one, of the recording that could be asked for. In
   * the language asked for, where there is a text in it.
   */
  'consent.read-notice': {
    params: Type.Object({ locale: Locale }, closed),
    result: ConsentNotice,
  },
  /** One's own consent. The same again is answered with the first one's receipt. */
  'consent.give': {
    params: Type.Object({ recording: RecordingId, notice: SeenNotice }, closed),
    result: ConsentReceipt,
  },
  /** Declines. Costs nothing: the call goes on unrecorded. */
  'consent.refuse': {
    params: Type.Object({ recording: RecordingId, notice: SeenNotice }, closed),
    result: Done,
  },
  /** Takes one's consent back, from this event on. */
  'consent.withdraw': {
    params: Type.Object({ recording: RecordingId }, closed),
    result: Type.Object({ seq: Type.Integer(), at: Type.Integer() }),
  },
  /** The receipt of one's own consent as it stands now, given or withdrawn. */
  'consent.read-receipt': {
    params: Type.Object({ recording: RecordingId }, closed),
    result: ConsentReceipt,
  },
  /** Asks those in the room to be recorded. With a `notice` the asker consents at once. */
  'recording.start': {
    params: Type.Object({ notice: Type.Optional(SeenNotice) }, closed),
    result: Type.Object({ recording: RecordingId }),
  },
  /** Tracks, chat and drawings stop together. With `forMs` it goes on by itself, if everybody still consents. */
  'recording.pause': {
    params: Type.Object(
      {
        recording: RecordingId,
        forMs: Type.Optional(Type.Integer({ minimum: 1_000, maximum: LIMITS.recordingPauseMs })),
      },
      closed,
    ),
    result: Done,
  },
  'recording.resume': {
    params: Type.Object({ recording: RecordingId }, closed),
    result: Done,
  },
  'recording.stop': {
    params: Type.Object({ recording: RecordingId }, closed),
    result: Done,
  },
} as const

export type Method = keyof typeof METHODS
export type Params<M extends Method> = Type.Static<(typeof METHODS)[M]['params']>
export type Result<M extends Method> = Type.Static<(typeof METHODS)[M]['result']>
