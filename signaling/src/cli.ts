import { CommandFailed } from './cli/command-failed.ts'
import { runCommand } from './cli/run-command.ts'
import { UsageError } from './cli/usage-error.ts'
import { reportFailedStart } from './run-process.ts'

try {
  await runCommand({
    argv: process.argv.slice(2),
    env: process.env,
    print: (line) => void process.stdout.write(`${line}\n`),
  })
} catch (error) {
  if (error instanceof CommandFailed) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  } else if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  } else reportFailedStart(error)
}
