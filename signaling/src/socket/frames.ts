import {
  type ErrorFrame,
  JSON_RPC_CODES,
  NOTIFICATIONS,
  type NotificationMethod,
  type NotificationParams,
  RECORDER_NOTIFICATIONS,
  type RecorderNotification,
  type RecorderNotificationParams,
  Request,
  VisavisError,
} from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { hasPoisonedKey, parseJson } from './parse-json.ts'

const requestCheck = Compile(Request)
const idCheck = Compile(Type.Object({ id: Request.properties.id }))
const notificationChecks = Object.fromEntries(
  Object.entries({ ...NOTIFICATIONS, ...RECORDER_NOTIFICATIONS }).map(([method, schema]) => [
    method,
    Compile(Type.Unsafe(schema)),
  ]),
)

export type ParsedFrame =
  | { readonly ok: true; readonly request: Request }
  /** `id` where it could be read, so that the peer knows which request was refused. */
  | { readonly ok: false; readonly id: number | null; readonly error: VisavisError }

export function parseFrame(text: string): ParsedFrame {
  const parsed = parseJson(text)
  if (!parsed.ok) return { ok: false, id: null, error: new VisavisError(parsed.code) }
  const { value } = parsed
  if (requestCheck.Check(value) && !hasPoisonedKey(text, value)) return { ok: true, request: value }
  const id = idCheck.Check(value) ? value.id : null
  return { ok: false, id, error: new VisavisError('invalid-request') }
}

export function resultText(id: number, result: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result })
}

export function errorText(id: number | null, error: VisavisError): string {
  const { code, retryable } = error
  const frame: ErrorFrame = {
    jsonrpc: '2.0',
    id,
    error: {
      code: JSON_RPC_CODES[code] ?? JSON_RPC_CODES.other,
      message: error.message,
      data: { code, retryable },
    },
  }
  return JSON.stringify(frame)
}

/** Throws when the parameters are not what the protocol says: a mistake of this server. */
export function notificationText<N extends NotificationMethod>(
  method: N,
  params: NotificationParams<N>,
): string {
  if (!notificationChecks[method]?.Check(params)) throw new Error(`A wrong ${method} was not sent`)
  return JSON.stringify({ jsonrpc: '2.0', method, params })
}

/** The same for a recorder. */
export function recorderText<N extends RecorderNotification>(
  method: N,
  params: RecorderNotificationParams<N>,
): string {
  if (!notificationChecks[method]?.Check(params)) throw new Error(`A wrong ${method} was not sent`)
  return JSON.stringify({ jsonrpc: '2.0', method, params })
}
