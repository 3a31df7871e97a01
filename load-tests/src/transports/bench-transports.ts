import { readFile } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createMediaNode, type MediaNode } from '@visavis/sfu'
import { createLogger } from '@visavis/signaling'
import { type Figure, progress } from '../report/index.ts'
import { churn } from './churn.ts'

const TRANSPORTS = 10_000
/** Alive at a time. */
const BATCH = 500
/** What a process takes once and keeps: pools of memory, compiled code. */
const WARM_UP = 2_000

/** Transports, each with a voice sent and received, come and go: nothing may be left of them, and no memory kept. */
export async function* benchTransports(): AsyncGenerator<Figure> {
  await using node = await startNode()
  const [worker] = node.stats().workers
  if (!worker) throw new Error('The node has no worker.')
  const { pid } = worker.process
  await churn(node, { count: WARM_UP, batch: BATCH })
  const before = await memoryOf(pid)
  const startedAt = performance.now()
  for (let made = 0; made < TRANSPORTS; made += BATCH) {
    await churn(node, { count: BATCH, batch: BATCH })
    progress(`${made + BATCH} transports`)
  }
  const seconds = (performance.now() - startedAt) / 1_000
  const after = await memoryOf(pid)
  const { transports, producers, consumers, sessions } = node.stats()
  const dump = await worker.router.dump()
  const n = TRANSPORTS
  const left = transports + producers + consumers + sessions
  const rate = TRANSPORTS / seconds
  yield { figure: 'transports.left.node', value: left, unit: '', reach: { atMost: 0 }, n }
  const inWorker = dump.transportIds.length
  yield { figure: 'transports.left.worker', value: inWorker, unit: '', reach: { atMost: 0 }, n }
  yield grown('worker', after.workerMb - before.workerMb)
  yield grown('node', after.nodeMb - before.nodeMb)
  yield { figure: 'transports.rate', value: rate, unit: 'transports/s', n }
}

/** Less than a hundredth of what so many take while they live. */
function grown(where: string, megabytes: number): Figure {
  const figure = `transports.memory.${where}`
  return { figure, value: megabytes, unit: 'MB', reach: { atMost: 8 }, n: TRANSPORTS }
}

function startNode(): Promise<MediaNode> {
  return createMediaNode({
    workers: 1,
    workerBin: process.env.VISAVIS_MEDIASOUP_WORKER,
    listenIp: '127.0.0.1',
    rtcPort: 0,
    logger: createLogger({ level: 'silent' }),
  })
}

/** Of the worker what it holds of the machine's memory, of this process what is in use. */
async function memoryOf(pid: number): Promise<{ workerMb: number; nodeMb: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1])
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return { workerMb: kilobytes / 1_024, nodeMb: process.memoryUsage().heapUsed / 1_048_576 }
}
