import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 12_000
/** Of /proc: a hundredth of a second, on every Linux that runs Node. */
const TICKS_PER_SECOND = 100

/** A program of ours in a process of its own. */
export class Child implements AsyncDisposable {
  /** What it said with its first line, after `ready`. */
  readonly ready: string
  readonly #process: ChildProcess

  /** `onLog` gets every line of its log; without it warnings are shown. */
  static async start(
    script: URL,
    env: Readonly<Record<string, string>>,
    onLog?: (line: string) => void,
  ): Promise<Child> {
    const child = spawn(process.execPath, [script.pathname], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', onLog ? 'pipe' : 'inherit'],
    })
    if (onLog && child.stderr) createInterface({ input: child.stderr }).on('line', onLog)
    const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS)
    if (!child.stdout) throw new Error('It says nothing')
    const lines = createInterface({ input: child.stdout })
    const died = once(child, 'exit').then(() => Promise.reject(new Error(`${script} ended`)))
    const [line] = await Promise.race([once(lines, 'line'), died])
    died.catch(() => {})
    clearTimeout(timer)
    return new Child(child, String(line).replace(/^ready /, ''))
  }

  private constructor(child: ChildProcess, ready: string) {
    this.#process = child
    this.ready = ready
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null
  }

  /** Processor time so far, of the process and nothing else. */
  async cpuSeconds(): Promise<number> {
    const stat = await readFile(`/proc/${this.#process.pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  }

  /** Without warning. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end('SIGTERM')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.isRunning) return
    const exited = once(this.#process, 'exit')
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), STOP_TIMEOUT_MS)
    this.#process.kill(signal)
    await exited
    clearTimeout(timer)
  }
}
