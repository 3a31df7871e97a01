import process from 'node:process'
import { TokenGrant } from '@visavis/protocol'
import { helpText, parseSettings, type Settings, SettingsError } from '@visavis/settings'
import closeWithGrace from 'close-with-grace'
import { destination, pino, stdTimeFunctions } from 'pino'
import { Check } from 'typebox/value'
import { createRecorder } from './create-recorder.ts'
import type { RecorderToken } from './signaling/signaling-socket.ts'

/** What is held is decided on, and parts are ended. */
const CLOSE_DEADLINE_MS = 8_000

try {
  if (process.argv.includes('--help')) process.stdout.write(`${helpText('npm run recorder --')}\n`)
  else await start()
} catch (error) {
  if (!(error instanceof SettingsError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

async function start(): Promise<void> {
  const settings = parseSettings({ env: process.env, argv: process.argv.slice(2) })
  const url = demand(settings, 'signalingUrl', 'VISAVIS_SIGNALING_URL')
  const keys = demand(settings, 'recorderApiKeys', 'VISAVIS_RECORDER_API_KEYS')
  const logger = openLog(settings.logLevel)
  const recorder = await createRecorder(settings, logger)
  for (const key of keys) recorder.serve(() => fetchToken(url, key))
  closeWithGrace({ delay: CLOSE_DEADLINE_MS, logger }, async ({ signal, err }) => {
    if (err) logger.fatal({ err }, 'stopping after a mistake')
    else logger.info({ signal }, 'stopping')
    await recorder.close()
  })
  process.stdout.write(`ready ${recorder.name}\n`)
}

function demand<K extends 'signalingUrl' | 'recorderApiKeys'>(
  settings: Settings,
  key: K,
  name: string,
): NonNullable<Settings[K]> {
  const value = settings[key]
  if (value && value.length > 0) return value
  throw new SettingsError([{ name, message: `${name} is needed by a process that only records.` }])
}

async function fetchToken(url: string, key: string): Promise<RecorderToken> {
  const response = await fetch(new URL('/v1/tokens', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ identity: 'recorder', role: 'recorder' }),
    signal: AbortSignal.timeout(10_000),
  })
  const grant: unknown = await response.json()
  if (!response.ok || !Check(TokenGrant, grant)) {
    throw new Error(`Signaling gave no token (${response.status})`)
  }
  return grant
}

/** Standard output belongs to the line that says ready. */
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
