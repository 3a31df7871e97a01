import { parseArgs } from 'node:util'
import { parseSettings } from '@visavis/settings'
import { DirectoryInUseError } from '../database/index.ts'
import { AUDIT_COMMANDS } from './audit-commands.ts'
import { type Command, COMMANDS as STORE_COMMANDS } from './commands.ts'
import { UsageError } from './usage-error.ts'

export interface RunCommandOptions {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  print(line: string): void
}

const COMMANDS: Readonly<Record<string, Command>> = { ...STORE_COMMANDS, ...AUDIT_COMMANDS }

const USAGE = ['Commands:', ...Object.values(COMMANDS).map(({ usage }) => `  ${usage}`)].join('\n')

/** Runs one command, or throws a `UsageError`. */
export async function runCommand({ argv, env, print }: RunCommandOptions): Promise<void> {
  const [noun = '', verb = '', ...rest] = argv
  const command = Object.hasOwn(COMMANDS, `${noun} ${verb}`) && COMMANDS[`${noun} ${verb}`]
  if (!command) throw new UsageError(USAGE)
  const { positionals, values } = parseFlags(command, rest)
  const context = { settings: parseSettings({ env }), words: positionals, flags: values, print }
  await command.run(context).catch(explainInUse)
}

function parseFlags({ flags, usage }: Command, args: readonly string[]) {
  const options = Object.fromEntries(flags.map((name) => [name, { type: 'string' as const }]))
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`${reason}\nUsage: ${usage}`)
  }
}

function explainInUse(error: unknown): never {
  if (!(error instanceof DirectoryInUseError)) throw error
  throw new UsageError(
    `${error.directory} is open in a running server, and the embedded database takes one process at a time. ` +
      'Stop the server, run the command, and start it again. With PostgreSQL (VISAVIS_DATABASE_URL) both run at once.',
  )
}
