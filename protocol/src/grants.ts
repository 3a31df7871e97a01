import Type from 'typebox'
import { RoomId, TenantId } from './ids.ts'
import { LIMITS } from './limits.ts'
import { TrackSource } from './media.ts'
import { Locale, Product } from './product.ts'

export const Role = Type.Union([
  Type.Literal('shopper'),
  Type.Literal('advisor'),
  /** Looks at recordings. */
  Type.Literal('reviewer'),
  /** Also holds, erases and exports them. */
  Type.Literal('privacy-officer'),
  /** A service that records, never seen in a room. */
  Type.Literal('recorder'),
])
export type Role = Type.Static<typeof Role>

/** What a token allows. Names follow LiveKit's `VideoGrant`; `guidance*` are ours. */
export const Grants = Type.Object(
  {
    /** The one room the token is for; without it, any room that the role may join. */
    room: Type.Optional(RoomId),
    roomJoin: Type.Optional(Type.Boolean()),
    canPublish: Type.Optional(Type.Boolean()),
    canSubscribe: Type.Optional(Type.Boolean()),
    canPublishData: Type.Optional(Type.Boolean()),
    canPublishSources: Type.Optional(Type.Array(TrackSource)),
    /** May ask for guidance: opens a room and a ticket. */
    guidanceRequest: Type.Optional(Type.Boolean()),
    /** May watch the tenant's queue and accept tickets. */
    guidanceServe: Type.Optional(Type.Boolean()),
    /** May ask to record, pause, resume and stop. */
    roomRecord: Type.Optional(Type.Boolean()),
    /** May look at what is masked in messages; each look is an event of the room. */
    personalDataRead: Type.Optional(Type.Boolean()),
    /** May list, view, play and verify recordings; each is an event of the audit. */
    recordingReview: Type.Optional(Type.Boolean()),
    /** May hold, release, erase and export recordings. */
    recordingManage: Type.Optional(Type.Boolean()),
    /** With the role `recorder`: may receive what the consents of a room allow. */
    recorder: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type Grants = Type.Static<typeof Grants>

/** Claims of a Visavis token (JWT, EdDSA, `kid` in the header, at most 10 minutes). */
export const TokenClaims = Type.Object({
  iss: Type.Literal('visavis'),
  aud: Type.Literal('visavis'),
  /** The tenant's own stable name for the person. Never logged, never in an event. */
  sub: Type.String({ minLength: 1, maxLength: 200 }),
  jti: Type.String({ minLength: 16, maxLength: 64 }),
  iat: Type.Integer(),
  exp: Type.Integer(),
  tenant: TenantId,
  role: Role,
  name: Type.Optional(Type.String({ maxLength: LIMITS.nameCharacters })),
  badge: Type.Optional(Type.String({ maxLength: LIMITS.badgeCharacters })),
  locale: Type.Optional(Locale),
  product: Type.Optional(Product),
  grants: Grants,
})
export type TokenClaims = Type.Static<typeof TokenClaims>

/** Grants that a role has when the caller names none. */
export const DEFAULT_GRANTS: Readonly<Record<Role, Grants>> = {
  shopper: {
    roomJoin: true,
    canPublish: true,
    canSubscribe: true,
    canPublishData: true,
    guidanceRequest: true,
  },
  advisor: {
    roomJoin: true,
    canPublish: true,
    canSubscribe: true,
    canPublishData: true,
    guidanceServe: true,
    roomRecord: true,
    personalDataRead: true,
  },
  reviewer: { recordingReview: true },
  'privacy-officer': { recordingReview: true, recordingManage: true, personalDataRead: true },
  recorder: { recorder: true },
}
