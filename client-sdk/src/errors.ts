import { VisavisError } from '@visavis/protocol/browser'

export type ConnectFailure =
  /** No network, or the server does not answer. */
  | 'unreachable'
  /** The shop would not give a token. */
  | 'token-refused'
  /** The socket broke before the answer came. Whether the request took effect is not known. */
  | 'connection-lost'
  /** No answer in time. */
  | 'timeout'
  /** The server sent what its protocol does not allow. */
  | 'bad-answer'
  /** The client was closed. */
  | 'closed'

/** The server could not be reached, or the connection to it broke. */
export class ConnectError extends Error {
  readonly reason: ConnectFailure

  constructor(reason: ConnectFailure, options: { cause?: unknown } = {}) {
    super(`connection: ${reason}`, options)
    this.name = 'ConnectError'
    this.reason = reason
  }
}

/** Nobody knows whether the server did what it was asked for. */
export function isUnanswered(error: unknown): boolean {
  if (!(error instanceof ConnectError)) return false
  return error.reason === 'connection-lost' || error.reason === 'timeout'
}

/** What was asked for has gone, or never was. */
export function isNotFound(error: unknown): boolean {
  return error instanceof VisavisError && error.code === 'not-found'
}

export type DeviceFailure =
  | 'permission-denied'
  | 'device-in-use'
  | 'device-not-found'
  /** No media devices here, as on a page without HTTPS. */
  | 'not-supported'

/** A camera, microphone or screen could not be opened. */
export class DeviceError extends Error {
  readonly reason: DeviceFailure

  constructor(reason: DeviceFailure, options: { cause?: unknown } = {}) {
    super(`device: ${reason}`, options)
    this.name = 'DeviceError'
    this.reason = reason
  }

  /** From what `getUserMedia` and `getDisplayMedia` throw. */
  static from(error: unknown): DeviceError {
    if (error instanceof DeviceError) return error
    const name = error instanceof Error || error instanceof DOMException ? error.name : ''
    return new DeviceError(FAILURE_OF_NAME[name] ?? 'not-supported', { cause: error })
  }
}

const FAILURE_OF_NAME: Readonly<Record<string, DeviceFailure>> = {
  NotAllowedError: 'permission-denied',
  SecurityError: 'permission-denied',
  NotReadableError: 'device-in-use',
  AbortError: 'device-in-use',
  NotFoundError: 'device-not-found',
  OverconstrainedError: 'device-not-found',
}
