import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startRedis } from '@visavis/cluster/test/redis'
import { newId, type TenantId } from '@visavis/protocol'
import { createLogger } from '@visavis/signaling'
import { createRoomLog, openDatabase, openPeople } from '@visavis/signaling/room-log'
import { startPostgres } from '@visavis/signaling/test/postgres'
import { type Figure, median, progress, summarize } from '../report/index.ts'
import type { ProcessTask, Round, Written } from './messages.ts'

const PROCESS = fileURLToPath(new URL('./log-process.ts', import.meta.url))
const PROCESSES = 2
const ROUNDS = 3
/** As many as they can. */
const FULL: Round = { writers: 32, durationMs: 3_000 }
/** A busy room, with room left: what people feel. */
const CALM: Round = { writers: 8, durationMs: 3_000, perSecond: 500 }
const WARM_UP: Round = { writers: 32, durationMs: 2_000 }

interface RoundResult {
  readonly perSecond: number
  /** From the acknowledgement at one to the delivery at the other. */
  readonly delaysMs: readonly number[]
}

/** One room written by two processes on PostgreSQL and Redis, each following what the other writes. */
export async function* benchCluster(): AsyncGenerator<Figure> {
  await using undo = new AsyncDisposableStack()
  const task = await prepare(undo)
  const processes = await Promise.all(
    Array.from({ length: PROCESSES }, () => startProcess(task, undo)),
  )
  await runRound(processes, WARM_UP)
  const full: RoundResult[] = []
  const calm: RoundResult[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    full.push(await runRound(processes, FULL))
    calm.push(await runRound(processes, CALM))
    const [rate, delays] = [full.at(-1)?.perSecond ?? 0, summarize(calm.at(-1)?.delaysMs ?? [])]
    progress(`Round ${round}: ${Math.round(rate)} a second, delivered after ${delays.p99} ms (p99)`)
  }
  yield* figuresOf(full, calm)
}

function figuresOf(full: readonly RoundResult[], calm: readonly RoundResult[]): Figure[] {
  const rate = median(full.map(({ perSecond }) => perSecond))
  const n = full.reduce((sum, { delaysMs }) => sum + delaysMs.length, 0)
  const delays = (rounds: readonly RoundResult[], at: 'p50' | 'p99') =>
    median(rounds.map(({ delaysMs }) => summarize(delaysMs)[at]))
  const count = calm.reduce((sum, { delaysMs }) => sum + delaysMs.length, 0)
  return [
    { figure: 'cluster.append.rate', value: rate, unit: 'events/s', reach: { atLeast: 5_000 }, n },
    { figure: 'cluster.delivered-full.p50', value: delays(full, 'p50'), unit: 'ms', n },
    { figure: 'cluster.delivered-full.p99', value: delays(full, 'p99'), unit: 'ms', n },
    { figure: 'cluster.delivered.p50', value: delays(calm, 'p50'), unit: 'ms', n: count },
    {
      figure: 'cluster.delivered.p99',
      value: delays(calm, 'p99'),
      unit: 'ms',
      reach: { atMost: 10 },
      n: count,
    },
  ]
}

/** The servers, and a room with somebody who has something to say. */
async function prepare(undo: AsyncDisposableStack): Promise<ProcessTask> {
  const dataDir = await mkdtemp(join(tmpdir(), 'visavis-cluster-'))
  undo.defer(() => rm(dataDir, { recursive: true, force: true }))
  const postgres = undo.use(await startPostgres())
  const redis = undo.use(await startRedis())
  await using database = await openDatabase({ url: postgres.url, dataDir })
  await using people = await openPeople({ database, dataDir })
  await using log = createRoomLog({ database, people, logger: createLogger({ level: 'silent' }) })
  const tenant = 'bench' as TenantId
  const person = await people.personFor(tenant, 'writer')
  const room = newId('room')
  const body = { kind: 'guidance', capacity: 2 } as const
  const created = { type: 'room-created', actor: 'system', body } as const
  await log.append({ tenant, room, create: true, events: [created] })
  const participant = newId('participant')
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    dataDir,
    tenant,
    room,
    participant,
    person,
  }
}

async function startProcess(task: ProcessTask, undo: AsyncDisposableStack): Promise<ChildProcess> {
  const child = fork(PROCESS, [JSON.stringify(task)], { serialization: 'advanced' })
  undo.defer(async () => {
    const ended = once(child, 'exit')
    child.disconnect()
    await ended
  })
  await once(child, 'message')
  return child
}

async function runRound(processes: readonly ChildProcess[], round: Round): Promise<RoundResult> {
  const written = await Promise.all(
    processes.map(async (child): Promise<Written> => {
      const answer = once(child, 'message')
      child.send(round)
      const [result] = await answer
      return result
    }),
  )
  const total = written.reduce((sum, { committed }) => sum + committed.length, 0)
  return { perSecond: total / (round.durationMs / 1_000), delaysMs: delaysOf(written) }
}

function delaysOf(written: readonly Written[]): number[] {
  const committedAt = new Map(written.flatMap(({ committed }) => committed))
  return written.flatMap(({ committed, delivered }) => {
    const own = new Set(committed.map(([seq]) => seq))
    return delivered.flatMap(([seq, at]) => {
      const since = own.has(seq) ? undefined : committedAt.get(seq)
      return since === undefined ? [] : [Math.max(0, at - since)]
    })
  })
}
