export type { Logger } from 'pino'
export type { ApiKeyStore } from './auth/api-key-store.ts'
export type { ApiKeys } from './auth/api-keys.ts'
export type { OriginRule } from './auth/origin-policy.ts'
export type { TokenIssuer } from './auth/token-issuer.ts'
export type { App, TlsFiles } from './http/app.ts'
export { socketUrlOf } from './http/bearer.ts'
export { type Limits, RateLimit } from './http/rate-limit.ts'
export { createLogger, type LoggerOptions, type LogLevel, logStream } from './logger.ts'
export { makeFolder } from './make-folder.ts'
export { findMedia } from './media/find-media.ts'
export { probePort } from './probe-port.ts'
export type { ReviewRecords } from './review/review-records.ts'
export type { RoomLog } from './room-log/room-log.ts'
export { reportFailedStart, runProcess } from './run-process.ts'
export {
  createSignaling,
  type Signaling,
  type SignalingContext,
  type SignalingOptions,
} from './server.ts'
