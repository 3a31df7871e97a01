import {
  ErrorFrame,
  NOTIFICATIONS,
  NotificationFrame,
  type NotificationParams,
  RECORDER_NOTIFICATIONS,
  type RecorderNotification,
  type RecorderNotificationParams,
  ResultFrame,
} from '@visavis/protocol'
import { Compile } from 'typebox/compile'
import { areReadable } from './results.ts'

export type SocketNotification =
  | {
      [N in RecorderNotification]: { method: N; params: RecorderNotificationParams<N> }
    }[RecorderNotification]
  | { method: 'room.events'; params: NotificationParams<'room.events'> }

export type Frame =
  | { readonly kind: 'notification'; readonly notification: SocketNotification }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | {
      readonly kind: 'error'
      readonly id: number | null
      readonly error: { readonly code: string; readonly message: string }
    }

const checkNotification = Compile(NotificationFrame)
const checkResult = Compile(ResultFrame)
const checkError = Compile(ErrorFrame)
const checkEvents = Compile(NOTIFICATIONS['room.events'])
const checks = Object.fromEntries(
  Object.entries(RECORDER_NOTIFICATIONS).map(([method, schema]) => [method, Compile(schema)]),
)

/** `undefined` for what a recorder does not know; throws on what it knows and cannot be. */
export function readFrame(text: string): Frame | undefined {
  const frame: unknown = JSON.parse(text)
  if (checkResult.Check(frame)) return { kind: 'result', id: frame.id, result: frame.result }
  if (checkError.Check(frame)) {
    const { code } = frame.error.data
    return { kind: 'error', id: frame.id, error: { code, message: frame.error.message } }
  }
  if (!checkNotification.Check(frame)) throw new Error('Signaling sent what is no frame')
  const notification = readNotification(frame)
  return notification && { kind: 'notification', notification }
}

function readNotification({ method, params }: NotificationFrame): SocketNotification | undefined {
  if (method === 'room.events') {
    if (!checkEvents.Check(params) || !areReadable(params.events)) throw unreadable(method)
    return { method, params }
  }
  const check = Object.hasOwn(checks, method) ? checks[method] : undefined
  if (!check) return undefined
  if (!check.Check(params)) throw unreadable(method)
  // The schema that was checked is that of the method.
  return { method, params } as SocketNotification
}

function unreadable(method: string): Error {
  return new Error(`Signaling sent a ${method} that cannot be read`)
}
