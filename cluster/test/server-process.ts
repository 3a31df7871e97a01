import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { childrenOf } from './children-of.ts'
import { killIfThere } from './kill-if-there.ts'

export interface ServerProcessOptions {
  readonly program: string
  readonly args: readonly string[]
  /** A part of the line that it prints when it serves. */
  readonly readyWhen: string
  /** What to do where the program is missing. */
  readonly advice: string
  readonly env?: NodeJS.ProcessEnv
}

/** A server of a test that can be killed, frozen and started again. */
export class ServerProcess {
  readonly #options: ServerProcessOptions
  #child: ChildProcess | undefined

  constructor(options: ServerProcessOptions) {
    this.#options = options
  }

  /** Resolves when it serves, with the line that says so. */
  async start(): Promise<string> {
    const { program, args, readyWhen, advice, env = process.env } = this.#options
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    this.#child = child
    const ready = Promise.withResolvers<string>()
    const lines: string[] = []
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      if (line.includes(readyWhen)) ready.resolve(line)
    })
    child.once('error', (cause) => ready.reject(new Error(`Missing: ${advice}`, { cause })))
    child.once('exit', () => ready.reject(new Error(`${program} ended:\n${lines.join('\n')}`)))
    return ready.promise
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  /** SIGKILL, also when it is frozen. */
  kill(): Promise<void> {
    return this.end('SIGKILL')
  }

  /** SIGKILL to it and all that it has started, at once, as when a machine is lost. */
  async killAll(): Promise<void> {
    const { pid } = this
    const children = pid === undefined ? [] : await childrenOf(pid)
    const killed = this.kill()
    for (const child of children) killIfThere(child)
    await killed
  }

  /** Resolves when it has ended. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
}
