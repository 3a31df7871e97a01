// Every npm script runs through here: first what the task needs is made sure of, then the task runs
// under Node 24. Nothing is installed yet when this starts, so it and its modules use Node's own
// modules alone and run on Node 20.
import { prepare } from './prepare.mjs'
import { runTask } from './run-task.mjs'
import { SetupError } from './setup-error.mjs'
import { TASKS, taskNames } from './tasks.mjs'

const [name = '', ...args] = process.argv.slice(2)
const task = TASKS[name]

try {
  if (!task) {
    throw new SetupError(`There is no task named "${name}".`, {
      advice: `Choose one of ${taskNames().join(', ')}.`,
    })
  }
  const environment = await prepare(task, args)
  process.exitCode = await runTask({ task, args, environment })
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`${error.report()}\n`)
  process.exitCode = 1
}
