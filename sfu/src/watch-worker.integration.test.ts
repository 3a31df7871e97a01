import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { watchWorker } from './watch-worker.ts'

/** Ten questions; three in vain are too many. */
const WATCHED_MS = 2_000

test('SFU-28: a worker that hardly gets a processor is left alone, however long it waits', async () => {
  const processor = await anyProcessor()
  using starved = await runInCircles(processor, 10)
  // The same processor, and a tenth of it for the other.
  using _ = await runInCircles(processor, 0)
  const worker = silent(starved.child)
  using __ = watch(worker)
  await delay(WATCHED_MS)
  expect(worker.isSuspect).toBe(false)
  expect(starved.child.signalCode).toBeNull()
})

test('SFU-28: a worker that runs in circles is killed', async () => {
  using circling = await runInCircles(await anyProcessor(), 0)
  const ended = once(circling.child, 'exit')
  using _ = watch(silent(circling.child))
  expect(await ended).toEqual([null, 'SIGKILL'])
})

/** A process that answers nothing. */
function silent({ pid = 0 }: ChildProcess) {
  const getResourceUsage = () => new Promise<never>(() => {})
  return { id: 'w1', isSuspect: false, process: { pid, getResourceUsage } }
}

function watch(worker: ReturnType<typeof silent>): Disposable {
  const stop = watchWorker(worker, { debug() {}, info() {}, warn() {}, error() {} })
  return { [Symbol.dispose]: stop }
}

async function runInCircles(processor: string, niceness: number) {
  const circles = ['sh', '-c', 'echo; while :; do :; done']
  const args = ['-c', processor, 'nice', '-n', String(niceness), ...circles]
  const child = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return { child, [Symbol.dispose]: () => void child.kill('SIGKILL') }
}

/** One that this process may use. */
async function anyProcessor(): Promise<string> {
  const status = await readFile('/proc/self/status', 'utf8')
  return /^Cpus_allowed_list:\s*(\d+)/m.exec(status)?.[1] ?? '0'
}
