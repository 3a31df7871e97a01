import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './paths.mjs'
import { SetupError } from './setup-error.mjs'

/** @type {readonly NodeJS.Signals[]} */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']

/**
 * Runs a task and gives its exit code, 128 + n when signal n ended it.
 *
 * @param {object} options
 * @param {import('./tasks.mjs').Task} options.task
 * @param {readonly string[]} options.args
 * @param {import('./prepare.mjs').Environment} options.environment
 * @returns {Promise<number>}
 */
export function runTask({ task, args, environment }) {
  const script = join(ROOT, task.script)
  if (!existsSync(script)) throw new SetupError(`${task.script} is missing from this checkout.`)
  const all = [script, ...(task.args ?? []), ...args]
  const child = spawn(environment.node, all, { cwd: ROOT, env: environment.env, stdio: 'inherit' })
  return outcome(child, environment.node)
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} command
 * @returns {Promise<number>}
 */
function outcome(child, command) {
  return new Promise((resolve, reject) => {
    for (const signal of FORWARDED) process.on(signal, () => forward(child, signal))
    child.once('error', (cause) => {
      reject(new SetupError(`${command} could not be started: ${cause.message}`, { cause }))
    })
    child.once('exit', (code, signal) => {
      resolve(signal ? 128 + constants.signals[signal] : (code ?? 1))
    })
  })
}

/**
 * A terminal gives Ctrl-C to the whole process group: passing it on would be a second one.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function forward(child, signal) {
  const givenToGroup = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT')
  if (!givenToGroup) child.kill(signal)
}
