import Type from 'typebox'
import { Grants, Role } from './grants.ts'
import { RoomId } from './ids.ts'
import { LIMITS } from './limits.ts'
import { Locale, Product } from './product.ts'
import { RecordingPolicy } from './recording.ts'
import { Text } from './text.ts'

const closed = { additionalProperties: false } as const

/** What a page sends to its own shop (`token-url`), which mints and passes the answer on. */
export const GuidanceTokenRequest = Type.Object(
  { product: Type.String({ minLength: 1, maxLength: 100 }), locale: Locale },
  closed,
)
export type GuidanceTokenRequest = Type.Static<typeof GuidanceTokenRequest>

/** A token and where to use it. `url` is the WebSocket's; `expiresAt` is Unix time in milliseconds. */
export const TokenGrant = Type.Object({
  token: Type.String(),
  url: Type.String(),
  expiresAt: Type.Integer(),
})
export type TokenGrant = Type.Static<typeof TokenGrant>

/** `POST /v1/tokens`, from the tenant's backend with its API key. */
export const TokenRequest = Type.Object(
  {
    identity: Text({ minLength: 1, maxLength: 200 }),
    role: Role,
    name: Type.Optional(Text({ maxLength: LIMITS.nameCharacters })),
    badge: Type.Optional(Text({ maxLength: LIMITS.badgeCharacters })),
    locale: Type.Optional(Locale),
    product: Type.Optional(Product),
    /** Grants beyond or below the role's defaults. */
    grants: Type.Optional(Grants),
    validForSeconds: Type.Optional(Type.Integer({ minimum: 10, maximum: LIMITS.tokenSeconds })),
  },
  closed,
)
export type TokenRequest = Type.Static<typeof TokenRequest>

export const RoomRequest = Type.Object(
  {
    capacity: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    /** Who has to consent before it is recorded; the server's setting where it is not said. */
    recording: Type.Optional(RecordingPolicy),
  },
  closed,
)

export const RoomSummary = Type.Object({
  room: RoomId,
  createdAt: Type.Integer(),
  endedAt: Type.Optional(Type.Integer()),
  participants: Type.Integer(),
})
export type RoomSummary = Type.Static<typeof RoomSummary>

/** `GET /v1/availability` with a token: whether a call started now would be answered. */
export const Availability = Type.Object({
  state: Type.Union([Type.Literal('available'), Type.Literal('busy'), Type.Literal('offline')]),
  waiting: Type.Integer(),
})
export type Availability = Type.Static<typeof Availability>

export const HttpError = Type.Object({
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    retryable: Type.Boolean(),
  }),
})
export type HttpError = Type.Static<typeof HttpError>
