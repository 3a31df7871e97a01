/** Why a media node could not start. */
export type StartErrorCode =
  | 'worker-missing'
  | 'worker-failed'
  | 'port-in-use'
  | 'address-unavailable'
  | 'not-announceable'
  | 'secret-missing'

/** Stops the process: the message says what failed and what to do. Never crosses the wire. */
export class MediaStartError extends Error {
  readonly code: StartErrorCode

  constructor(code: StartErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'MediaStartError'
    this.code = code
  }
}
