import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

/** Kept for when it ends early. */
const KEPT_LINES = 30
const LOOK_MS = 200
const HEALTHY_WITHIN_MS = 60_000
/** What has not ended by then is killed. */
const END_WITHIN_MS = 6_000

export interface ServiceProcessOptions {
  readonly name: string
  readonly command: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  readonly account?: { readonly uid: number; readonly gid: number } | undefined
  /** A command that ends with 0 when all is well. */
  readonly healthcheck: readonly string[]
  /** Begins the line that the service prints when it serves, where it prints one. */
  readonly readyLine?: string | undefined
  readonly stopSignal?: NodeJS.Signals
}

/** What a container would run. */
export class ServiceProcess implements AsyncDisposable {
  readonly name: string
  readonly #options: ServiceProcessOptions
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #ready = Promise.withResolvers<void>()
  readonly #ended = Promise.withResolvers<string>()

  private constructor(options: ServiceProcessOptions) {
    this.name = options.name
    this.#options = options
    const { command, env, cwd, account, readyLine } = options
    this.#child = spawnBound(command, { env, cwd, ...account })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', (line) => {
        this.#lines.push(line)
        if (this.#lines.length > KEPT_LINES) this.#lines.shift()
        if (readyLine && line.startsWith(readyLine)) this.#ready.resolve()
      })
    }
    if (!readyLine) this.#ready.resolve()
    this.#child.once('error', (error) => this.#ended.resolve(error.message))
    this.#child.once('exit', (code, signal) => this.#ended.resolve(`ended with ${signal ?? code}`))
  }

  /** Resolves when it is healthy. */
  static async start(options: ServiceProcessOptions): Promise<ServiceProcess> {
    const service = new ServiceProcess(options)
    try {
      await service.#untilHealthy()
      return service
    } catch (error) {
      await service.close()
      throw error
    }
  }

  /** Resolves with how it ended. */
  get ended(): Promise<string> {
    return this.#ended.promise
  }

  /** What it said last. */
  get lastLines(): string {
    return this.#lines.join('\n')
  }

  async close(): Promise<void> {
    const child = this.#child
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(this.#options.stopSignal ?? 'SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS)
    await exited
    clearTimeout(late)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #untilHealthy(): Promise<void> {
    const over = Promise.withResolvers<never>()
    over.promise.catch(() => {})
    const fail = (how: string) => over.reject(new Error(`${this.name} ${how}:\n${this.lastLines}`))
    void this.ended.then(fail)
    const late = setTimeout(() => fail('is not healthy in time'), HEALTHY_WITHIN_MS)
    const asking = new AbortController()
    try {
      await Promise.race([this.#ready.promise, over.promise])
      while (!(await Promise.race([this.#isHealthy(asking.signal), over.promise]))) {
        await delay(LOOK_MS)
      }
    } finally {
      clearTimeout(late)
      asking.abort()
    }
  }

  /** A question that hangs is ended with the signal. */
  async #isHealthy(signal: AbortSignal): Promise<boolean> {
    const { healthcheck, env, cwd } = this.#options
    if (healthcheck.length === 0) return true
    const [program = '', ...args] = healthcheck
    const asked = spawn(program, args, {
      ...{ env, cwd, signal, stdio: 'ignore' as const },
      killSignal: 'SIGKILL',
    })
    const { promise, resolve } = Promise.withResolvers<boolean>()
    asked.once('error', () => resolve(false))
    asked.once('exit', (code) => resolve(code === 0))
    return promise
  }
}

/** Ends with this process, however that ends. */
function spawnBound(
  command: readonly string[],
  options: { env: NodeJS.ProcessEnv; cwd: string; uid?: number; gid?: number },
): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
