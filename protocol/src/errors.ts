/**
 * Every error a peer can see: its code, what HTTP says, and whether trying again can help.
 * Messages are for developers; people see a translation chosen by the code.
 */
export const ERRORS = {
  'malformed-json': [400, false, 'The message is not valid JSON.'],
  'invalid-request': [400, false, 'The message does not match its schema.'],
  'unknown-method': [404, false, 'There is no such method.'],
  'frame-too-large': [413, false, 'The message is longer than 64 KiB.'],
  'not-open': [401, false, 'The first message must be session.open.'],
  'already-open': [409, false, 'The session is already open.'],
  'open-timeout': [408, true, 'No session.open arrived within 5 seconds.'],
  'unsupported-protocol': [426, false, 'The server does not speak this protocol version.'],
  'token-invalid': [
    401,
    false,
    'The token is malformed, unsigned, or signed by nobody known here.',
  ],
  'token-expired': [401, true, 'The token has expired.'],
  'token-replayed': [401, true, 'The token was already used to open a session.'],
  'resume-refused': [401, true, 'The session cannot be resumed; open a new one.'],
  'api-key-invalid': [401, false, 'The API key is missing or unknown.'],
  forbidden: [403, false, 'The token does not grant this.'],
  'origin-refused': [403, false, 'Pages of this origin may not connect.'],
  'not-found': [404, false, 'There is no such thing, or it is not yours.'],
  'id-in-use': [409, false, 'Something else has this id.'],
  'room-full': [409, true, 'The room has as many participants as it may have.'],
  'room-ended': [410, false, 'The room has ended.'],
  'ticket-taken': [409, false, 'Somebody else accepted this request.'],
  'no-advisor': [503, true, 'No advisor is available.'],
  'already-in-room': [409, false, 'This person is already in a call elsewhere.'],
  'not-in-room': [409, false, 'The session is in no room.'],
  'too-many-transports': [409, false, 'The participant has as many transports as it may have.'],
  'too-many-tracks': [409, false, 'The participant has as many tracks as it may have.'],
  'media-refused': [400, false, 'The media parameters are not acceptable.'],
  'still-too-large': [413, false, 'A still has at most 500,000 bytes.'],
  'stale-epoch': [409, false, 'Somebody else commands this session by now.'],
  'media-unavailable': [503, true, 'No media worker can take this call now.'],
  'too-many-prepared': [429, true, 'As many calls are prepared as may be.'],
  'too-many-sockets': [429, true, 'Too many connections from this address.'],
  'too-many-messages': [429, true, 'Too many messages in a short time.'],
  'slow-reader': [408, true, 'The peer reads too slowly for its queue.'],
  'sequence-conflict': [409, true, 'The log has moved on.'],
  'rate-limited': [429, true, 'Too many requests in a short time.'],
  'recording-forbidden': [403, false, 'This room is never recorded.'],
  'recording-exists': [409, false, 'A recording is under way in this room.'],
  'recording-taken': [409, false, 'Another recorder has this recording.'],
  'notice-unknown': [409, true, 'This is not the notice that is in force for this recording.'],
  'recording-damaged': [500, false, 'A part of the recording is not what was sealed.'],
  'recording-erased': [410, false, 'The key of this recording was destroyed.'],
  'recording-held': [409, false, 'The recording is under legal hold.'],
  'keys-unavailable': [
    503,
    true,
    'The keys of this recording are not here: they are of another region, or cannot be reached.',
  ],
  'composite-unavailable': [
    501,
    false,
    'Films of recordings are not made here: ffmpeg is missing.',
  ],
  'composite-failed': [500, true, 'The film of the recording could not be made.'],
  'link-invalid': [403, false, 'This link was not made here, or for something else.'],
  'link-expired': [403, true, 'This link is older than it may be; ask for another.'],
  'storage-unavailable': [503, true, 'The store of recordings cannot be reached.'],
  'storage-full': [507, true, 'There is no room left for recordings.'],
  'shutting-down': [503, true, 'The server is shutting down.'],
  internal: [500, true, 'The server made a mistake.'],
} as const satisfies Record<string, readonly [status: number, retryable: boolean, message: string]>

export type ErrorCode = keyof typeof ERRORS

export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[]

/** An error that may cross the wire. Anything else thrown is a bug and becomes `internal`. */
export class VisavisError extends Error {
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly status: number

  constructor(code: ErrorCode, options: { detail?: string; cause?: unknown } = {}) {
    const [status, retryable, message] = ERRORS[code]
    super(options.detail ? `${message} ${options.detail}` : message, { cause: options.cause })
    this.name = 'VisavisError'
    this.code = code
    this.retryable = retryable
    this.status = status
  }

  static from(error: unknown): VisavisError {
    return error instanceof VisavisError ? error : new VisavisError('internal', { cause: error })
  }
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code)
}
