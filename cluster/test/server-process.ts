import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface ServerProcessOptions {
  readonly program: string
  readonly args: readonly string[]
  /** A part of the line that it prints when it serves. */
  readonly readyWhen: string
  /** What to do where the program is missing. */
  readonly advice: string
}

/** A server of a test that can be killed, frozen and started again. */
export class ServerProcess {
  readonly #options: ServerProcessOptions
  #child: ChildProcess | undefined

  constructor(options: ServerProcessOptions) {
    this.#options = options
  }

  /** Resolves when it serves. */
  async start(): Promise<void> {
    const { program, args, readyWhen, advice } = this.#options
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    this.#child = child
    const ready = Promise.withResolvers<void>()
    const lines: string[] = []
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      if (line.includes(readyWhen)) ready.resolve()
    })
    child.once('error', (cause) => ready.reject(new Error(`Missing: ${advice}`, { cause })))
    child.once('exit', () => ready.reject(new Error(`${program} ended:\n${lines.join('\n')}`)))
    await ready.promise
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  /** SIGKILL, also when it is frozen. */
  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
}
