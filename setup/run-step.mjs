import { spawn } from 'node:child_process'
import { startProgress } from './progress.mjs'
import { SetupError } from './setup-error.mjs'

const KEPT_CHARACTERS = 64 * 1024

/**
 * Runs one command of the set-up behind a line of progress, and gives its output.
 *
 * @param {object} options
 * @param {string} options.title such as "Installing npm packages"
 * @param {readonly string[]} options.command
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.advice] what to do when it fails
 * @param {number} [options.timeoutMs]
 * @param {(chunk: string) => string | undefined} [options.detailOf] progress read from its output
 * @returns {Promise<string>}
 */
export async function runStep({ title, command, cwd, env, advice = '', timeoutMs, detailOf }) {
  const progress = startProgress(title)
  try {
    const output = await run({ command, cwd, env, timeoutMs }, (chunk) => {
      const detail = detailOf?.(chunk)
      if (detail !== undefined) progress.update(detail)
    })
    progress.done()
    return output
  } catch (error) {
    progress.failed()
    if (error instanceof CommandError) {
      throw new SetupError(`${title} failed: ${error.message}`, { output: error.output, advice })
    }
    throw error
  }
}

/** A command that did not end well. */
class CommandError extends Error {
  /**
   * @param {string} message
   * @param {string} output
   */
  constructor(message, output) {
    super(message)
    this.output = output
  }
}

/**
 * @param {{ command: readonly string[], cwd?: string | undefined, env?: NodeJS.ProcessEnv | undefined, timeoutMs?: number | undefined }} options
 * @param {(chunk: string) => void} onOutput
 * @returns {Promise<string>}
 */
function run({ command: [file = '', ...args], cwd, env, timeoutMs }, onOutput) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env,
      timeout: timeoutMs,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const release = endWith(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output = (output + chunk).slice(-KEPT_CHARACTERS)
        onOutput(chunk)
      })
    }
    child.once('error', (error) => {
      release()
      reject(new CommandError(error.message, output))
    })
    child.once('close', (code, signal) => {
      release()
      if (code === 0) resolve(output)
      else reject(new CommandError(signal ? `ended by ${signal}` : `exit code ${code}`, output))
    })
  })
}

/**
 * Ends the command when the set-up is told to stop, and then the set-up itself.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function endWith(child) {
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    child.kill('SIGTERM')
    release()
    child.once('close', () => process.kill(process.pid, signal))
  }
  const release = () => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    process.off('SIGHUP', stop)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
  return release
}
