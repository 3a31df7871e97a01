import { helpText, parseSettings } from '@visavis/settings'
import { createLogger, logStream, reportFailedStart, runProcess } from '@visavis/signaling'
import { BUILT_PAGES } from './pages.ts'
import { readyText } from './ready-text.ts'
import { type StackOptions, startStack } from './stack.ts'

/** One process with everything, until it is told to stop. */
export async function run(mode: StackOptions['mode']): Promise<void> {
  const argv = process.argv.slice(2)
  if (argv.includes('--help')) {
    process.stdout.write(`${helpText('npm start --')}\n`)
    return
  }
  try {
    const settings = parseSettings({ env: process.env, argv })
    const logger = createLogger({ level: settings.logLevel, stream: logStream(process.stderr) })
    await runProcess({
      logger,
      listening: settings,
      async start() {
        const stack = await startStack({ mode, settings, logger, pages: BUILT_PAGES })
        process.stdout.write(readyText(mode, { ...stack, notes: settings.notes }))
        return stack
      },
    })
  } catch (error) {
    reportFailedStart(error)
  }
}
