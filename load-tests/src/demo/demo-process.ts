import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../dev-env/src/main.ts', import.meta.url))
/** The embedded database is made afresh, which takes a few seconds. */
const START_TIMEOUT_MS = 60_000
/** Milliseconds a server has to end by itself before it is killed. */
const STOP_TIMEOUT_MS = 10_000
const KEPT_LINES = 200

export interface DemoOptions {
  /** Settings beyond the defaults, as `npm start` reads them. */
  readonly env?: Readonly<Record<string, string>>
}

/** What `npm start` runs, as a process of its own that can be killed and started again. */
export interface DemoProcess extends AsyncDisposable {
  readonly origin: string
  /** Ends the process without warning, as a power cut would. */
  kill(): Promise<void>
  /** Starts it again on the same port, with the same data. */
  restart(): Promise<void>
  close(): Promise<void>
}

export async function startDemoProcess({ env = {} }: DemoOptions = {}): Promise<DemoProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'visavis-demo-'))
  const settings = { PORT: '0', VISAVIS_RTC_PORT: '0', VISAVIS_DATA_DIR: dataDir, ...env }
  let running = await start(settings)
  const { origin } = running
  const close = async () => {
    await stop(running.process, 'SIGTERM')
    await rm(dataDir, { recursive: true, force: true })
  }
  return {
    origin,
    kill: () => stop(running.process, 'SIGKILL'),
    async restart() {
      running = await start({ ...settings, PORT: new URL(origin).port })
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

interface Running {
  readonly process: ChildProcess
  readonly origin: string
}

async function start(settings: Readonly<Record<string, string>>): Promise<Running> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  try {
    return { process: child, origin: await readyOrigin(child) }
  } catch (error) {
    await stop(child, 'SIGKILL')
    throw error
  }
}

/** Waits for the line that says that a call can be made. Output before it becomes the error's, if any. */
function readyOrigin(child: ChildProcess): Promise<string> {
  const output: string[] = []
  return new Promise<string>((resolve, reject) => {
    const fail = () => reject(new Error(`The demo did not start:\n${output.join('\n')}`))
    const timer = setTimeout(fail, START_TIMEOUT_MS)
    const onLine = (line: string) => {
      if (output.length < KEPT_LINES) output.push(line)
      const origin = /^ready (https?:\S+?)\/?$/.exec(line)?.[1]
      if (!origin) return
      clearTimeout(timer)
      resolve(origin)
    }
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', onLine)
    }
    child.once('exit', () => {
      clearTimeout(timer)
      fail()
    })
  })
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
  clearTimeout(timer)
}
