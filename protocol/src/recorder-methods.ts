import Type from 'typebox'
import { AnyRoomEvent, type RoomEvent } from './events.ts'
import { RecordingId, RoomId, SubscriptionId, TransportId } from './ids.ts'
import { RtpCapabilities, SrtpParameters, SubscriptionOffer } from './media.ts'
import { RecorderName } from './recording.ts'

// What a recorder asks of signaling, on the same socket as everybody: `session.open` with a token whose role is
// `recorder`. It is in no room and nobody there sees it. For everybody else these methods do not exist (`not-found`).

const closed = { additionalProperties: false } as const
const Done = Type.Object({})
const Events = Type.Unsafe<RoomEvent[]>(Type.Array(AnyRoomEvent))

/** A recording that a recorder should take, or has. */
export const WantedRecording = Type.Object({
  room: RoomId,
  recording: RecordingId,
  /** Who has it: nobody yet, or nobody any more. */
  recorder: Type.Optional(RecorderName),
})
export type WantedRecording = Type.Static<typeof WantedRecording>

const Rooms = Type.Array(RoomId, { minItems: 1, maxItems: 500 })

export const RECORDER_METHODS = {
  /** The tenant's recordings that are asked for or under way, and `recorder.wanted` from now on. */
  'recorder.watch': {
    params: Type.Object({}, closed),
    result: Type.Object({ recordings: Type.Array(WantedRecording) }),
  },
  /**
   * Takes a recording and follows its room: the answer has the first page of the log after `after`, the rest comes as
   * `room.events`. The same recorder may claim again, as after a cut; another gets `recording-taken` until it is released.
   */
  'recorder.claim': {
    params: Type.Object(
      {
        room: RoomId,
        recording: RecordingId,
        recorder: RecorderName,
        after: Type.Optional(Type.Integer({ minimum: 0 })),
      },
      closed,
    ),
    result: Type.Object({ events: Events, head: Type.Integer() }),
  },
  /** Gives a recording back: it is done. What was received over the room's transport ends. */
  'recorder.release': { params: Type.Object({ room: RoomId }, closed), result: Done },
  'recorder.read': {
    params: Type.Object({ room: RoomId, after: Type.Integer({ minimum: 0 }) }, closed),
    result: Type.Object({ events: Events, head: Type.Integer() }),
  },
  /**
   * How far the logs are, read from the store itself. `now` is the server's time before it read: what has an `at` before
   * and is not within `head` was not committed then.
   */
  'recorder.heads': {
    params: Type.Object({ rooms: Rooms }, closed),
    result: Type.Object({
      now: Type.Integer(),
      heads: Type.Array(Type.Object({ room: RoomId, head: Type.Integer(), at: Type.Integer() })),
    }),
  },
  /**
   * A plain transport on the room's worker that sends RTP to where the recorder listens, both RTP and RTCP. What may be
   * recorded is offered over it by `recorder.offered` and taken away by `recorder.withdrawn`, as the consents say. Another
   * `open` replaces the first.
   */
  'recorder.open': {
    params: Type.Object(
      {
        room: RoomId,
        address: Type.String({ minLength: 2, maxLength: 45 }),
        port: Type.Integer({ minimum: 1, maximum: 65_535 }),
        /** Without it `address` is a private one, or refused with `forbidden`; with it, both sides tell their key. */
        srtp: Type.Optional(SrtpParameters),
        rtpCapabilities: RtpCapabilities,
      },
      closed,
    ),
    result: Type.Object({
      transport: TransportId,
      /** Where the worker sends from, and takes RTCP. */
      address: Type.String(),
      port: Type.Integer(),
      srtp: Type.Optional(SrtpParameters),
      /** What is on offer now. */
      subscriptions: Type.Array(SubscriptionOffer),
    }),
  },
  /** Starts the flow of what is offered, with a key frame. Refused with `not-found` for what was withdrawn. */
  'recorder.resume': {
    params: Type.Object(
      {
        room: RoomId,
        subscriptions: Type.Array(SubscriptionId, { minItems: 1, maxItems: 64 }),
      },
      closed,
    ),
    result: Done,
  },
  /**
   * Asks whether a recording may be deleted, since its time is over, and writes that into its audit log. Refused with
   * `recording-held` while it is held; nobody can hold it afterwards. Asked again, the answer is the same.
   */
  'recorder.expire': {
    params: Type.Object({ recording: RecordingId }, closed),
    /** The id for the receipt. */
    result: Type.Object({ deletion: Type.String({ minLength: 1, maxLength: 100 }) }),
  },
  /** The recorder cannot go on, such as for a full disk: the recording stops for everybody (`failed`). */
  'recorder.fail': { params: Type.Object({ room: RoomId }, closed), result: Done },
} as const

export const RECORDER_NOTIFICATIONS = {
  /** A recording is asked for, begins, or lost its recorder. One that has stopped is told by the room's log. */
  'recorder.wanted': Type.Object({ recordings: Type.Array(WantedRecording) }),
  'recorder.offered': Type.Object({ room: RoomId, subscriptions: Type.Array(SubscriptionOffer) }),
  /** At event `seq` of the room. Nothing more comes of these. */
  'recorder.withdrawn': Type.Object({
    room: RoomId,
    subscriptions: Type.Array(SubscriptionId),
    seq: Type.Integer(),
  }),
  /** The worker is gone with the transport: ask for `recorder.open`. */
  'recorder.media-lost': Type.Object({ room: RoomId }),
} as const

export type RecorderMethod = keyof typeof RECORDER_METHODS
export type RecorderParams<M extends RecorderMethod> = Type.Static<
  (typeof RECORDER_METHODS)[M]['params']
>
export type RecorderResult<M extends RecorderMethod> = Type.Static<
  (typeof RECORDER_METHODS)[M]['result']
>
export type RecorderNotification = keyof typeof RECORDER_NOTIFICATIONS
export type RecorderNotificationParams<N extends RecorderNotification> = Type.Static<
  (typeof RECORDER_NOTIFICATIONS)[N]
>
