import Type from 'typebox'
import { CONNECT_STAGES, type ConnectStage } from './connect-stages.ts'
import { ParticipantId, SlotId, SubscriptionId, TrackId, TransportId } from './ids.ts'
import { LIMITS } from './limits.ts'

// Shapes are mediasoup's (rtpParameters.ts, WebRtcTransport.ts of 3.27). The worker checks their
// meaning; here they are bounded and typed.

export const TrackKind = Type.Union([Type.Literal('audio'), Type.Literal('video')])
export type TrackKind = Type.Static<typeof TrackKind>

export const TrackSource = Type.Union([
  Type.Literal('microphone'),
  Type.Literal('camera'),
  Type.Literal('screen'),
  Type.Literal('screen-audio'),
])
export type TrackSource = Type.Static<typeof TrackSource>

// Numbers beyond their field in RTP would wrap around in the worker.
const Ssrc = Type.Integer({ minimum: 1, maximum: 0xffff_ffff })
const PayloadType = Type.Integer({ minimum: 0, maximum: 127 })
const HeaderExtensionId = Type.Integer({ minimum: 1, maximum: 255 })

const CodecParameters = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))

const RtcpFeedback = Type.Object({ type: Type.String(), parameter: Type.Optional(Type.String()) })

const RtpCodecCapability = Type.Object({
  kind: TrackKind,
  mimeType: Type.String(),
  preferredPayloadType: Type.Optional(PayloadType),
  clockRate: Type.Integer(),
  channels: Type.Optional(Type.Integer()),
  parameters: Type.Optional(CodecParameters),
  rtcpFeedback: Type.Optional(Type.Array(RtcpFeedback, { maxItems: 16 })),
})

const RtpHeaderExtension = Type.Object({
  kind: TrackKind,
  uri: Type.String(),
  preferredId: HeaderExtensionId,
  preferredEncrypt: Type.Optional(Type.Boolean()),
  direction: Type.Optional(Type.String()),
})

/** What an endpoint can receive. */
export const RtpCapabilities = Type.Object({
  codecs: Type.Optional(Type.Array(RtpCodecCapability, { maxItems: 64 })),
  headerExtensions: Type.Optional(Type.Array(RtpHeaderExtension, { maxItems: 64 })),
})
export type RtpCapabilities = Type.Static<typeof RtpCapabilities>

const RtpCodecParameters = Type.Object({
  mimeType: Type.String(),
  payloadType: PayloadType,
  clockRate: Type.Integer(),
  channels: Type.Optional(Type.Integer()),
  parameters: Type.Optional(CodecParameters),
  rtcpFeedback: Type.Optional(Type.Array(RtcpFeedback, { maxItems: 16 })),
})

const RtpEncoding = Type.Object({
  ssrc: Type.Optional(Ssrc),
  rid: Type.Optional(Type.String({ maxLength: 16 })),
  codecPayloadType: Type.Optional(PayloadType),
  rtx: Type.Optional(Type.Object({ ssrc: Ssrc })),
  dtx: Type.Optional(Type.Boolean()),
  scalabilityMode: Type.Optional(Type.String({ maxLength: 16 })),
  maxBitrate: Type.Optional(Type.Number()),
})

/** How one track is sent. */
export const RtpParameters = Type.Object({
  mid: Type.Optional(Type.String({ maxLength: 32 })),
  codecs: Type.Array(RtpCodecParameters, { minItems: 1, maxItems: 16 }),
  headerExtensions: Type.Optional(
    Type.Array(
      Type.Object({
        uri: Type.String(),
        id: HeaderExtensionId,
        encrypt: Type.Optional(Type.Boolean()),
        parameters: Type.Optional(CodecParameters),
      }),
      { maxItems: 32 },
    ),
  ),
  encodings: Type.Optional(Type.Array(RtpEncoding, { maxItems: 4 })),
  rtcp: Type.Optional(
    Type.Object({
      cname: Type.Optional(Type.String({ maxLength: 256 })),
      reducedSize: Type.Optional(Type.Boolean()),
    }),
  ),
  msid: Type.Optional(Type.String({ maxLength: 256 })),
})
export type RtpParameters = Type.Static<typeof RtpParameters>

const DtlsRole = Type.Union([Type.Literal('auto'), Type.Literal('client'), Type.Literal('server')])

export const DtlsParameters = Type.Object({
  role: Type.Optional(DtlsRole),
  fingerprints: Type.Array(
    Type.Object({
      algorithm: Type.Union([
        Type.Literal('sha-1'),
        Type.Literal('sha-224'),
        Type.Literal('sha-256'),
        Type.Literal('sha-384'),
        Type.Literal('sha-512'),
      ]),
      value: Type.String({ maxLength: 200 }),
    }),
    { minItems: 1, maxItems: 8 },
  ),
})
export type DtlsParameters = Type.Static<typeof DtlsParameters>

/** The key and salt of one direction of SRTP between servers. */
export const SrtpParameters = Type.Object(
  {
    cryptoSuite: Type.Literal('AEAD_AES_128_GCM'),
    /** 16 bytes of key, 12 of salt. */
    keyBase64: Type.String({ pattern: '^[A-Za-z0-9+/]{38}==$' }),
  },
  { additionalProperties: false },
)
export type SrtpParameters = Type.Static<typeof SrtpParameters>

export const IceParameters = Type.Object({
  usernameFragment: Type.String(),
  password: Type.String(),
  iceLite: Type.Optional(Type.Boolean()),
})
export type IceParameters = Type.Static<typeof IceParameters>

const IceProtocol = Type.Union([Type.Literal('udp'), Type.Literal('tcp')])

export const IceCandidate = Type.Object({
  foundation: Type.String(),
  priority: Type.Integer(),
  ip: Type.String(),
  address: Type.String(),
  protocol: IceProtocol,
  port: Type.Integer(),
  type: Type.Literal('host'),
  tcpType: Type.Optional(Type.Literal('passive')),
})
export type IceCandidate = Type.Static<typeof IceCandidate>

export const TransportDirection = Type.Union([Type.Literal('send'), Type.Literal('receive')])
export type TransportDirection = Type.Static<typeof TransportDirection>

/** The server's side of a transport: all that a browser needs to connect to it. */
export const TransportOffer = Type.Object({
  transport: TransportId,
  direction: TransportDirection,
  iceParameters: IceParameters,
  iceCandidates: Type.Array(IceCandidate),
  dtlsParameters: DtlsParameters,
})
export type TransportOffer = Type.Static<typeof TransportOffer>

/**
 * A place on a receiving transport for one remote track at a time. Negotiated before there is a track,
 * which then needs no negotiation: its first packet may follow the offer at once.
 */
export const SlotOffer = Type.Object({
  slot: SlotId,
  transport: TransportId,
  kind: TrackKind,
  rtpParameters: RtpParameters,
})
export type SlotOffer = Type.Static<typeof SlotOffer>

/**
 * A remote track on offer. In a `slot` it flows already; otherwise it has `rtpParameters` of its own and is
 * paused at the server until `subscription.resume`.
 */
export const SubscriptionOffer = Type.Object({
  subscription: SubscriptionId,
  transport: TransportId,
  track: TrackId,
  participant: ParticipantId,
  source: TrackSource,
  kind: TrackKind,
  slot: Type.Optional(SlotId),
  /** Of a track in a slot: as what it is sent, and as what its repeats are. */
  ssrcs: Type.Optional(Type.Array(Ssrc, { maxItems: 2 })),
  rtpParameters: Type.Optional(RtpParameters),
})
export type SubscriptionOffer = Type.Static<typeof SubscriptionOffer>

const PictureSide = Type.Integer({ minimum: 1, maximum: LIMITS.pictureSide })

/** How large a picture is drawn, in pixels of the screen. */
export const PictureSize = Type.Object(
  { width: PictureSide, height: PictureSide },
  { additionalProperties: false },
)
export type PictureSize = Type.Static<typeof PictureSize>

/** Milliseconds by stage of connecting. */
export const ConnectStages = Type.Object(
  Object.fromEntries(
    CONNECT_STAGES.map((stage) => [
      stage,
      Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400_000 })),
    ]),
  ) as Record<ConnectStage, Type.TOptional<Type.TInteger>>,
  { additionalProperties: false },
)
export type ConnectStages = Type.Static<typeof ConnectStages>

/** Both transports, and everything there is to receive. */
export const MediaOffer = Type.Object({
  transports: Type.Array(TransportOffer),
  slots: Type.Array(SlotOffer),
  subscriptions: Type.Array(SubscriptionOffer),
  /** Transports and slots are those of `media.prepare`, so they are not said again. */
  prepared: Type.Optional(Type.Literal(true)),
})
export type MediaOffer = Type.Static<typeof MediaOffer>
