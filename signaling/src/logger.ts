import { type DestinationStream, destination, type Logger, pino } from 'pino'
import { compactLog } from './compact-log.ts'
import { scrub } from './scrub.ts'

/** Values under these names are personal or secret wherever they stand. */
const SECRET_NAMES = [
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'secret',
  'apiKey',
  'identity',
  'sub',
  'name',
  'badge',
  'text',
  'ip',
  'address',
  'remoteAddress',
]

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

export interface LoggerOptions {
  readonly level: LogLevel
  /** Standard error by default: standard output belongs to what a command answers. */
  readonly stream?: DestinationStream
}

/** Compact lines for a person at a terminal, JSON for programs. */
export function logStream(output: NodeJS.WriteStream): DestinationStream {
  return output.isTTY ? compactLog(output) : output
}

/**
 * One JSON line for each lifecycle transition at `info`, requests at `debug`, bugs at `error`.
 * Names, addresses and secrets are taken out here as well as left out by callers.
 */
export function createLogger({ level, stream }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`]),
        censor: '*',
      },
      serializers: { err: serialiseError, error: serialiseError },
      hooks: { streamWrite: scrub },
    },
    stream ?? destination({ fd: 2, sync: true }),
  )
}

interface LoggedError {
  readonly type: string
  readonly code?: string
  readonly message: string
  readonly stack: readonly string[]
  readonly cause?: LoggedError
}

/** Causes deeper than this are not worth a reader's time. */
const MAX_CAUSES = 4

/** What is needed to find a bug. Other properties may quote what a person sent. */
function serialiseError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: '*', stack: [] }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const cause = depth < MAX_CAUSES && error.cause !== undefined
  return {
    type: error.name,
    ...(code !== undefined && { code }),
    // `JSON.parse` quotes its input.
    message: error instanceof SyntaxError ? '*' : error.message,
    stack: (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)),
    ...(cause && { cause: serialiseError(error.cause, depth + 1) }),
  }
}
