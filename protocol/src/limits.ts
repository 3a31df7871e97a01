/** Bounds that both sides know. A message beyond one is refused, never cut. */
export const LIMITS = {
  /** Bytes of one WebSocket message. A join answer with 16 subscriptions is about 20 KiB. */
  frameBytes: 64 * 1024,
  /** Nesting of a JSON message. RTP parameters need 7. */
  jsonDepth: 12,
  /** Milliseconds in which the first message must be `session.open`. */
  openTimeoutMs: 5_000,
  /** Characters of a chat message. */
  messageCharacters: 4_000,
  /** Characters of a display name or a badge number. */
  nameCharacters: 100,
  badgeCharacters: 40,
  /** Events in one `room.events` notification or page of the log. */
  eventsPerPage: 500,
  /** A participant's send and receive transport, and one pair being replaced. */
  transportsPerParticipant: 4,
  /** Microphone, camera, screen, screen audio, and as many being replaced. */
  tracksPerParticipant: 8,
  /** Pixels of a side of a picture, as drawn. Twice the width of an 8K screen. */
  pictureSide: 16_384,
  /** Bytes of a still: of a camera's picture where there is no room for video. */
  stillBytes: 500_000,
  /** Bytes of one piece of a still, before base64. Small ones leave room for a voice beside them. */
  stillPieceBytes: 24 * 1024,
  /** Milliseconds that a pause with a timer lasts at most. */
  recordingPauseMs: 60 * 60 * 1_000,
  /** Days that a recording is kept at most. */
  retentionDays: 3_650,
  /** Seconds a token lives at most. */
  tokenSeconds: 600,
  /** Milliseconds that a participant whose socket is gone keeps their place. */
  resumeWindowMs: 30_000,
  /** Milliseconds between pings; two unanswered ones end a socket. */
  heartbeatMs: 5_000,
} as const

/** The version spoken in `session.open`. A server lists those it accepts. */
export const PROTOCOL_VERSION = 2
/**
 * Versions that are spoken, the newest first. Each goes on for one release after the next one came, so that servers and pages
 * can be replaced one after the other.
 */
export const PROTOCOL_VERSIONS = [PROTOCOL_VERSION, 1] as const
