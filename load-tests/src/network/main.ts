import { createInterface } from 'node:readline'
import { COMMANDS, runCommand, setProfile } from './command.ts'
import { HELP, OptionError, parseCommandLine } from './options.ts'
import { PROFILE_NAMES, type ProfileName } from './profiles.ts'
import { type Relay, startRelay } from './relay.ts'
import type { RelayOptions } from './relay-options.ts'

try {
  const parsed = parseCommandLine(process.argv.slice(2))
  if (parsed.kind === 'help') print(HELP)
  else await run(parsed.options)
} catch (error) {
  process.stderr.write(`${problemText(error)}\n`)
  process.exitCode = 1
}

async function run(options: RelayOptions & { readonly profile: ProfileName }): Promise<void> {
  await using relay = await startRelay(options)
  const { listen, target, httpPorts, rtcPorts, profile } = options
  print(`ready http://${listen}:${httpPorts[0]}`)
  print(`  to ${target}, media ports ${rtcPorts.join(', ')}`)
  print(setProfile(relay, profile))
  print(`Type ${COMMANDS}`)
  await untilEnd(relay, profile)
}

/** Ends with `quit` or a signal. Without a terminal the end of the input ends nothing. */
function untilEnd(relay: Relay, first: ProfileName): Promise<void> {
  const input = createInterface({ input: process.stdin })
  let profile = first
  return new Promise<void>((resolve) => {
    input.on('line', (line) => {
      const answer = runCommand(relay, line)
      if (answer === null) resolve()
      else print(answer)
    })
    process.on('SIGUSR2', () => {
      profile = PROFILE_NAMES[(PROFILE_NAMES.indexOf(profile) + 1) % PROFILE_NAMES.length] ?? first
      print(setProfile(relay, profile))
    })
    process.on('SIGHUP', () => print(runCommand(relay, 'address') ?? ''))
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  }).finally(() => input.close())
}

/** Mistakes of whoever started it are said in a line; the rest with where they happened. */
function problemText(error: unknown): string {
  if (error instanceof OptionError) return `${error.message}\nnpm run bad-network -- --help`
  const { code, message, stack } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return `A port is in use: ${message}`
  if (code === 'EADDRNOTAVAIL') return `Not an address of this machine: ${message}`
  if (code === 'EACCES') return `A port may not be used by this user: ${message}`
  return stack ?? String(error)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
