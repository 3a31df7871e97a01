import Type from 'typebox'
import { ERROR_CODES, type ErrorCode } from './errors.ts'

/** JSON-RPC 2.0 without batches; ids are integers that the client counts up. */
const RequestId = Type.Integer({ minimum: 0 })

export const Request = Type.Object(
  {
    jsonrpc: Type.Literal('2.0'),
    id: RequestId,
    method: Type.String({ maxLength: 64 }),
    params: Type.Optional(Type.Object({})),
  },
  { additionalProperties: false },
)
export type Request = Type.Static<typeof Request>

/** `error.code` of the JSON-RPC frame; the meaning is in `data.code`. */
export const JSON_RPC_CODES: Readonly<Partial<Record<ErrorCode, number>>> & { other: number } = {
  'malformed-json': -32_700,
  'invalid-request': -32_602,
  'unknown-method': -32_601,
  internal: -32_603,
  other: -32_000,
}

export const ErrorFrame = Type.Object({
  jsonrpc: Type.Literal('2.0'),
  /** `null` when the request could not be read. */
  id: Type.Union([RequestId, Type.Null()]),
  error: Type.Object({
    code: Type.Integer(),
    message: Type.String(),
    data: Type.Object({
      code: Type.Unsafe<ErrorCode>(Type.Union(ERROR_CODES.map((code) => Type.Literal(code)))),
      retryable: Type.Boolean(),
    }),
  }),
})
export type ErrorFrame = Type.Static<typeof ErrorFrame>

export const ResultFrame = Type.Object({
  jsonrpc: Type.Literal('2.0'),
  id: RequestId,
  result: Type.Object({}),
})
export type ResultFrame = Type.Static<typeof ResultFrame>

export const NotificationFrame = Type.Object({
  jsonrpc: Type.Literal('2.0'),
  method: Type.String(),
  params: Type.Object({}),
})
export type NotificationFrame = Type.Static<typeof NotificationFrame>
