/** The part of pino that a recorder writes to. */
export interface RecorderLogger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
