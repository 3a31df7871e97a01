import { helpText, parseSettings, SettingsError } from '@visavis/settings'
import { createLogger, logStream } from './logger.ts'
import { findMedia } from './media/find-media.ts'
import { probePort } from './probe-port.ts'
import { reportFailedStart, runProcess } from './run-process.ts'
import { createSignaling } from './server.ts'

const argv = process.argv.slice(2)
if (argv.includes('--help')) process.stdout.write(`${helpText('npm run signaling --')}\n`)
else await main().catch((error) => reportFailedStart(error))

async function main(): Promise<void> {
  const settings = parseSettings({ env: process.env, argv })
  if (settings.https) throw refusal('VISAVIS_HTTPS', 'is not for this process: end TLS in a proxy.')
  const logger = createLogger({ level: settings.logLevel, stream: logStream(process.stderr) })
  await runProcess({ logger, listening: settings, start })

  async function start() {
    await probePort(settings)
    await using undo = new AsyncDisposableStack()
    const sfu = undo.use(await findMedia(settings, logger))
    const { address } = undo.use(await createSignaling({ settings, logger, sfu }))
    const owned = undo.move()
    process.stdout.write(`ready http://${settings.host}:${address.port}\n`)
    return { close: () => owned.disposeAsync() }
  }
}

function refusal(name: string, problem: string): SettingsError {
  return new SettingsError([{ name, message: `${name} ${problem}` }])
}
