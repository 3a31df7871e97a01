import { HttpError, RoomId, RoomSummary } from '@visavis/protocol'
import Type from 'typebox'

export const RoomParams = Type.Object({ room: RoomId })

export const RoomPage = Type.Object({
  rooms: Type.Array(RoomSummary),
  /** Pass it as `before` to read on; absent on the last page. */
  next: Type.Optional(RoomId),
})

export const RoomQuery = Type.Object(
  {
    /** Only rooms that have not ended. */
    open: Type.Optional(Type.Boolean()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    before: Type.Optional(RoomId),
  },
  { additionalProperties: false },
)

/** Answers other than success. */
export const FAILURES = { '4xx': HttpError, '5xx': HttpError } as const
export const API_KEY_SECURITY = [{ apiKey: [] }]
export const TOKEN_SECURITY = [{ token: [] }]
