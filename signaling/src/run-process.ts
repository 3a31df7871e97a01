import closeWithGrace from 'close-with-grace'
import type { Logger } from 'pino'
import { type Listening, startProblem } from './start-problem.ts'

/** Sockets get a second to hear why; whatever is not closed by then never will be. */
const CLOSE_TIMEOUT_MS = 8_000

export interface RunOptions {
  readonly start: () => Promise<{ close(): Promise<void> }>
  readonly logger: Logger
  readonly listening: Listening
}

/**
 * Starts, and closes on a signal. A start that fails says why in one line on standard error and exits
 * with 1.
 */
export async function runProcess({ start, logger, listening }: RunOptions): Promise<void> {
  const running = start()
  const grace = closeWithGrace(
    { delay: CLOSE_TIMEOUT_MS, logger: false, skip: ['beforeExit'] },
    async ({ signal, err }) => {
      if (err) logger.fatal({ err }, 'stopping after a bug')
      else logger.info({ signal }, 'stopping')
      const started = await running.catch(() => undefined)
      await started?.close()
    },
  )
  try {
    await running
  } catch (error) {
    grace.uninstall()
    reportFailedStart(error, listening)
  }
}

/** Bugs keep their stack. */
export function reportFailedStart(error: unknown, listening?: Listening): void {
  const problem = startProblem(error, listening)
  const text = problem ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.stderr.write(`${text}\n`)
  process.exitCode = 1
}
