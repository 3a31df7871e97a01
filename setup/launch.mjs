// Every npm script runs through here: first what the task needs is made sure of, then the task runs
// under Node 24. Nothing is installed yet when this starts, so it and its modules use Node's own
// modules alone and run on Node 20.
import { endWithNpm } from './end-with-npm.mjs'
import { prepare } from './prepare.mjs'
import { runTask } from './run-task.mjs'
import { SetupError } from './setup-error.mjs'
import { TASKS, taskNames } from './tasks.mjs'

const [name = '', ...args] = process.argv.slice(2)
const task = TASKS[name]
endWithNpm(process.env)

try {
  if (!task) {
    throw new SetupError(`There is no task named "${name}".`, {
      advice: `Choose one of ${taskNames().join(', ')}.`,
    })
  }
  if (task.takesNothing && args.length > 0) {
    throw new SetupError(`"npm run ${name}" takes no options, and was given ${args.join(' ')}.`, {
      advice: 'Options belong to "npm start"; "npm start -- --help" lists them.',
    })
  }
  const environment = await prepare(task, args)
  process.exitCode = await runTask({ task, args, environment })
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exitCode = 1
}

/** @param {unknown} error */
function explain(error) {
  if (error instanceof SetupError) return error.report()
  const isSystemError = error instanceof Error && 'syscall' in error
  if (!isSystemError) throw error
  return `Set-up failed: ${error.message}\ndocs/installation.md has a table of causes.`
}
