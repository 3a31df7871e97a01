import process from 'node:process'
import { helpText, parseSettings, SettingsError } from '@visavis/settings'
import closeWithGrace from 'close-with-grace'
import { destination, pino, stdTimeFunctions } from 'pino'
import { serveControl } from './control/control-server.ts'
import { createMediaNode } from './media-node.ts'
import { randomName } from './random-name.ts'
import { MediaStartError } from './start-error.ts'

/** For the workers to end and the callers to hear of it. */
const CLOSE_DEADLINE_MS = 5_000

try {
  if (process.argv.includes('--help')) process.stdout.write(`${helpText('npm run sfu --')}\n`)
  else await start()
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof MediaStartError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

async function start(): Promise<void> {
  const settings = parseSettings({ env: process.env, argv: process.argv.slice(2) })
  const logger = openLog(settings.logLevel)
  await using stack = new AsyncDisposableStack()
  const node = stack.use(
    await createMediaNode({
      node: `node-${randomName()}`,
      workers: settings.workers,
      workerBin: settings.mediasoupWorker ?? undefined,
      listenIp: settings.host,
      announcedAddress: settings.announcedAddress,
      rtcPort: settings.rtcPort,
      logger,
    }),
  )
  const server = stack.use(
    await serveControl({
      node,
      host: settings.sfuHost,
      port: settings.sfuPort,
      secret: settings.sfuSecret ?? undefined,
      logger,
    }),
  )
  const owned = stack.move()
  closeWithGrace({ delay: CLOSE_DEADLINE_MS, logger }, async ({ signal, err }) => {
    if (err) logger.fatal({ err }, 'stopping after a mistake')
    else logger.info({ signal }, 'stopping')
    await owned.disposeAsync()
  })
  logger.info({ node: node.name, workers: settings.workers }, 'media node started')
  process.stdout.write(`ready ${server.url}\n`)
}

/** As signaling's: standard output belongs to the line that says ready. */
function openLog(level: string) {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination({ fd: 2, sync: true }),
  )
}
