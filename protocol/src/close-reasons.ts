/** Why a WebSocket was closed. Codes 4000–4999 are the application's (RFC 6455, 7.4.2). */
export const CLOSE_REASONS = {
  /** The peer said goodbye, or its room ended and it left. */
  finished: 4000,
  /** Another tab or device continues this participant. Do not reconnect. */
  'taken-over': 4001,
  'open-timeout': 4002,
  'token-invalid': 4003,
  'token-expired': 4004,
  'protocol-violation': 4005,
  'too-many-messages': 4006,
  'slow-reader': 4007,
  'too-many-sockets': 4008,
  /** Two heartbeats went unanswered. */
  'heartbeat-lost': 4009,
  /** Reconnect at once, elsewhere if there is an elsewhere. */
  'shutting-down': 4010,
  internal: 4011,
} as const

export type CloseReason = keyof typeof CLOSE_REASONS

/** Reasons after which the same client may come back. */
export const RESUMABLE_CLOSE_REASONS: ReadonlySet<CloseReason> = new Set([
  'heartbeat-lost',
  'shutting-down',
  'slow-reader',
  'too-many-sockets',
  'internal',
])

export function closeReasonOf(code: number): CloseReason | undefined {
  const found = Object.entries(CLOSE_REASONS).find(([, value]) => value === code)
  return found?.[0] as CloseReason | undefined
}
