import Type from 'typebox'
import { SlotId, SubscriptionId, TrackId, TransportId } from './ids.ts'
import {
  DtlsParameters,
  IceCandidate,
  IceParameters,
  PictureSize,
  RtpCapabilities,
  RtpParameters,
  SrtpParameters,
  TrackKind,
} from './media.ts'

// Signaling commands media nodes with batches of calls. Ids are the caller's, so that later calls of
// a batch can name what earlier ones made. A node knows no rooms: `scope` and `session` are opaque.

const closed = { additionalProperties: false } as const
const Opaque = Type.String({ minLength: 1, maxLength: 128 })
const Done = Type.Object({})
/** Counts who commands a session, one after the other. */
const Epoch = Type.Integer({ minimum: 1 })
/** A word of the caller's that `session.adopt` tells back. */
const Label = Type.String({ minLength: 1, maxLength: 64 })

/** Where a track comes from that another node has. */
export const NodeAddress = Type.Object(
  {
    node: Opaque,
    /** Of its control socket. */
    url: Type.String({ pattern: '^wss?://', maxLength: 256 }),
  },
  closed,
)
export type NodeAddress = Type.Static<typeof NodeAddress>

/** One end of a pipe between nodes. The suite is the one that mediasoup has for pipes. */
const PipeEnd = Type.Object(
  {
    address: Type.String({ minLength: 2, maxLength: 253 }),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    srtp: Type.Object(
      {
        cryptoSuite: Type.Literal('AEAD_AES_256_GCM'),
        /** 32 bytes of key, 12 of salt. */
        keyBase64: Type.String({ pattern: '^[A-Za-z0-9+/]{59}=$' }),
      },
      closed,
    ),
  },
  closed,
)
export type PipeEnd = Type.Static<typeof PipeEnd>

/** What a session has on a node. */
const SessionDescription = Type.Object({
  transports: Type.Array(
    Type.Object({
      transport: TransportId,
      worker: Opaque,
      scope: Type.Optional(Opaque),
      label: Type.Optional(Label),
      /** What its peer can receive, once it has a slot. */
      rtpCapabilities: Type.Optional(RtpCapabilities),
    }),
  ),
  producers: Type.Array(
    Type.Object({
      producer: TrackId,
      transport: TransportId,
      kind: TrackKind,
      label: Type.Optional(Label),
    }),
  ),
  slots: Type.Array(
    Type.Object({
      slot: SlotId,
      transport: TransportId,
      kind: TrackKind,
      occupied: Type.Boolean(),
    }),
  ),
  consumers: Type.Array(
    Type.Object({
      consumer: SubscriptionId,
      transport: TransportId,
      producer: TrackId,
      slot: Type.Optional(SlotId),
      rtpParameters: RtpParameters,
      /** Whether the receiver has asked for it. */
      wanted: Type.Boolean(),
      held: Type.Boolean(),
    }),
  ),
})

export const SFU_LIMITS = {
  /** Bytes of one frame, either way. A batch of 256 calls with capabilities is about 1.5 MiB. */
  frameBytes: 2 * 1024 * 1024,
  /** Calls of one batch. */
  callsPerBatch: 256,
  /** Milliseconds that sessions outlive the last link of the caller that commands them. */
  orphanMs: 30_000,
  /** Milliseconds between pings, both ways; two unanswered ones end a link. */
  heartbeatMs: 5_000,
} as const

/** Whether a node takes more. One that drains is about to stop: what it has is to move. */
const NodeAdmission = Type.Union([
  Type.Literal('open'),
  Type.Literal('full'),
  Type.Literal('draining'),
])
export type NodeAdmission = Type.Static<typeof NodeAdmission>

/** Nodes of an older version say less. */
export const NodeStatus = Type.Object({
  admission: Type.Optional(NodeAdmission),
  workers: Type.Array(
    Type.Object({
      worker: Opaque,
      transports: Type.Integer(),
      consumers: Type.Integer(),
      /** It does not answer at the moment. */
      isSuspect: Type.Optional(Type.Boolean()),
      /** Its node and what that takes, where several nodes are spoken of at once. */
      node: Type.Optional(Opaque),
      admission: Type.Optional(Type.Union([NodeAdmission, Type.Literal('away')])),
    }),
  ),
})
export type NodeStatus = Type.Static<typeof NodeStatus>

/** The kind of a media node's entry in the registry of a cluster. */
export const MEDIA_NODES = 'media-node'

/** What a media node says of itself there. */
export const MediaNodeRecord = Type.Object({
  /** Of its control socket. */
  url: Type.String({ pattern: '^wss?://', maxLength: 256 }),
  region: Type.Optional(Label),
  admission: NodeAdmission,
})
export type MediaNodeRecord = Type.Static<typeof MediaNodeRecord>

export const SFU_CALLS = {
  /** What the node is and how loaded its workers are. */
  'node.describe': {
    params: Type.Object({}, closed),
    result: Type.Object({
      node: Opaque,
      rtpCapabilities: RtpCapabilities,
      ...NodeStatus.properties,
    }),
  },
  'transport.create': {
    params: Type.Object(
      {
        transport: TransportId,
        worker: Opaque,
        session: Opaque,
        /** Without it nothing is received over or from this transport until `transport.place`. */
        scope: Type.Optional(Opaque),
        /** Of the session, as in `session.adopt`. The first where it is absent. */
        epoch: Type.Optional(Epoch),
        label: Type.Optional(Label),
      },
      closed,
    ),
    result: Type.Object({
      iceParameters: IceParameters,
      iceCandidates: Type.Array(IceCandidate),
      dtlsParameters: DtlsParameters,
    }),
  },
  /**
   * One that sends plain RTP to a fixed address, for a recorder. It receives nothing but RTCP. Without `srtp` the address is a
   * private one, or refused with `forbidden`; with it, both sides tell their key.
   */
  'transport.create-plain': {
    params: Type.Object(
      {
        transport: TransportId,
        worker: Opaque,
        session: Opaque,
        scope: Opaque,
        address: Type.String({ minLength: 2, maxLength: 45 }),
        port: Type.Integer({ minimum: 1, maximum: 65_535 }),
        srtp: Type.Optional(SrtpParameters),
      },
      closed,
    ),
    /** Where the packets come from, and where RTCP goes. */
    result: Type.Object({
      address: Type.String(),
      port: Type.Integer(),
      srtp: Type.Optional(SrtpParameters),
    }),
  },
  /** Gives its scope to a transport that has none. Refused with `forbidden` for one that has. */
  'transport.place': {
    params: Type.Object({ transport: TransportId, scope: Opaque }, closed),
    result: Done,
  },
  'transport.connect': {
    params: Type.Object({ transport: TransportId, dtlsParameters: DtlsParameters }, closed),
    result: Done,
  },
  'transport.restart-ice': {
    params: Type.Object({ transport: TransportId }, closed),
    result: Type.Object({ iceParameters: IceParameters }),
  },
  'transport.close': { params: Type.Object({ transport: TransportId }, closed), result: Done },
  'producer.create': {
    params: Type.Object(
      {
        producer: TrackId,
        transport: TransportId,
        kind: TrackKind,
        rtpParameters: RtpParameters,
        paused: Type.Boolean(),
        label: Type.Optional(Label),
      },
      closed,
    ),
    result: Done,
  },
  'producer.pause': { params: Type.Object({ producer: TrackId }, closed), result: Done },
  'producer.resume': { params: Type.Object({ producer: TrackId }, closed), result: Done },
  /** Makes a producer reachable from another worker, ahead of a consumer there. Nobody receives it by this. */
  'producer.bring': {
    params: Type.Object(
      { producer: TrackId, worker: Opaque, from: Type.Optional(NodeAddress) },
      closed,
    ),
    result: Done,
  },
  'producer.close': { params: Type.Object({ producer: TrackId }, closed), result: Done },
  /** A place for one consumer at a time, with parameters that hold for each of them. Video is VP8. */
  'slot.create': {
    params: Type.Object(
      { slot: SlotId, transport: TransportId, kind: TrackKind, rtpCapabilities: RtpCapabilities },
      closed,
    ),
    result: Type.Object({ rtpParameters: RtpParameters }),
  },
  /**
   * Paused until `consumer.resume`; in a `slot` flowing at once, in place of what was there. Refused with
   * `forbidden` across scopes. A track that this node has not is fetched `from` another, once for each worker.
   */
  'consumer.create': {
    params: Type.Object(
      {
        consumer: SubscriptionId,
        transport: TransportId,
        producer: TrackId,
        rtpCapabilities: RtpCapabilities,
        slot: Type.Optional(SlotId),
        from: Type.Optional(NodeAddress),
      },
      closed,
    ),
    result: Type.Object({ rtpParameters: RtpParameters }),
  },
  'consumer.resume': { params: Type.Object({ consumer: SubscriptionId }, closed), result: Done },
  'consumer.pause': { params: Type.Object({ consumer: SubscriptionId }, closed), result: Done },
  /**
   * Fits a picture to how large it is drawn: layers above are not sent. Without a `size` it is not to be seen, and
   * nothing of it is sent. Where bandwidth is short, the highest `priority` is served first.
   */
  'consumer.prefer': {
    params: Type.Object(
      {
        consumer: SubscriptionId,
        size: Type.Optional(PictureSize),
        priority: Type.Integer({ minimum: 1, maximum: 255 }),
      },
      closed,
    ),
    result: Done,
  },
  /** Keeps a consumer from flowing, whatever else is wanted of it, until it is let go. */
  'consumer.hold': {
    params: Type.Object({ consumer: SubscriptionId, isHeld: Type.Boolean() }, closed),
    result: Done,
  },
  /** Asks the sender of a picture for a key frame. */
  'consumer.request-key-frame': {
    params: Type.Object({ consumer: SubscriptionId }, closed),
    result: Done,
  },
  'consumer.close': { params: Type.Object({ consumer: SubscriptionId }, closed), result: Done },
  // Between nodes: who needs a track asks the node that has it.

  'producer.locate': {
    params: Type.Object({ producer: TrackId }, closed),
    result: Type.Object({ worker: Opaque, kind: TrackKind, scope: Type.Optional(Opaque) }),
  },
  /** Opens this node's end of a pipe from one of its workers, and connects it with the caller's. It is the caller's. */
  'pipe.open': {
    params: Type.Object({ pipe: Opaque, worker: Opaque, end: PipeEnd }, closed),
    result: PipeEnd,
  },
  /** Closes what is sent over it, too. */
  'pipe.close': { params: Type.Object({ pipe: Opaque }, closed), result: Done },
  /** Sends a track over a pipe, until it ends (`pipe.ended`) or `pipe.stop`. */
  'pipe.send': {
    params: Type.Object({ pipe: Opaque, sending: Opaque, producer: TrackId }, closed),
    result: Type.Object({ rtpParameters: RtpParameters }),
  },
  'pipe.stop': { params: Type.Object({ pipe: Opaque, sending: Opaque }, closed), result: Done },
  /** Closes every transport of a session, and with them all it sends and receives. */
  'session.close': { params: Type.Object({ session: Opaque }, closed), result: Done },
  /**
   * Makes the caller the one who commands a session, in place of whoever did, and answers what the session has. The epoch
   * must be newer than the session's: otherwise `stale-epoch`, as for every later call of the one before. The same caller may
   * ask again with the same epoch.
   */
  'session.adopt': {
    params: Type.Object({ session: Opaque, epoch: Epoch }, closed),
    result: SessionDescription,
  },
} as const

export type SfuCall = keyof typeof SFU_CALLS
export type SfuParams<C extends SfuCall> = Type.Static<(typeof SFU_CALLS)[C]['params']>
export type SfuResult<C extends SfuCall> = Type.Static<(typeof SFU_CALLS)[C]['result']>

/** One call of a batch, typed by its method. */
export type SfuRequest = { [C in SfuCall]: { method: C; params: SfuParams<C> } }[SfuCall]

/** Calls of a batch run in order per transport; one failing does not stop the others. */
export const SfuBatch = Type.Object(
  {
    id: Type.Integer({ minimum: 0 }),
    calls: Type.Array(Type.Object({ method: Type.String(), params: Type.Object({}) }, closed), {
      minItems: 1,
      maxItems: SFU_LIMITS.callsPerBatch,
    }),
  },
  closed,
)

export const SfuBatchResult = Type.Object({
  id: Type.Integer(),
  /** One answer for each call, in order: a result, or the code and message of an error. */
  results: Type.Array(
    Type.Union([
      Type.Object({ result: Type.Object({}) }),
      Type.Object({ error: Type.Object({ code: Type.String(), message: Type.String() }) }),
    ]),
  ),
})

/** What a node tells without being asked. */
export const SFU_NOTICES = {
  /** A worker died with all its transports. A fresh one with the id `replacement` stands in. */
  'worker.died': Type.Object({
    worker: Opaque,
    replacement: Opaque,
    sessions: Type.Array(Opaque),
    /** It has not died yet: what it carries goes on for some seconds. */
    isLeaving: Type.Optional(Type.Boolean()),
  }),
  /** Once a second while something changes, and at once when the node's admission does. Not kept for who is away. */
  'node.status': NodeStatus,
  /** What came over a pipe has ended with its track. Told to who opened the pipe. */
  'pipe.ended': Type.Object({ pipe: Opaque, sending: Opaque }),
  'transport.state': Type.Object({
    transport: TransportId,
    session: Opaque,
    state: Type.Union([
      Type.Literal('connected'),
      Type.Literal('disconnected'),
      Type.Literal('failed'),
    ]),
  }),
} as const

export type SfuNotice = keyof typeof SFU_NOTICES
export type SfuNoticeParams<N extends SfuNotice> = Type.Static<(typeof SFU_NOTICES)[N]>

export const SfuNoticeFrame = Type.Object({ notice: Type.String(), params: Type.Object({}) })

/** Names the caller on the upgrade request, the same over reconnects: what it made belongs to it. */
export const SFU_CALLER_HEADER = 'x-visavis-caller'

/**
 * First frame of a link. `resumed`: the node still has everything that this caller made before;
 * otherwise all of it is gone.
 */
export const SfuOpenedFrame = Type.Object({
  opened: Type.Object({ node: Opaque, resumed: Type.Boolean() }),
})
