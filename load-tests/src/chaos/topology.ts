import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RedisWithSentinels, startRedisWithSentinels } from '@visavis/cluster/test/sentinels'
import { type PostgresServer, startPostgres } from '@visavis/signaling/test/postgres'
import { type Balancer, startBalancer } from './balancer.ts'
import { MediaMember } from './media-member.ts'
import { SignalingMember } from './signaling-member.ts'
import { waitFor } from './wait-for.ts'

const SECRET = 'between the parts of a benchmark'
/** Of media nodes, and of signaling processes. */
const PAIR = [0, 1] as const
const UP_TIMEOUT_MS = 30_000

/** A cluster, each part of it a process that can be hit. */
export interface Topology extends AsyncDisposable {
  readonly postgres: PostgresServer
  readonly redis: RedisWithSentinels
  readonly nodes: readonly MediaMember[]
  readonly signaling: readonly SignalingMember[]
  readonly balancer: Balancer
}

export async function startTopology(): Promise<Topology> {
  await using undo = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'visavis-chaos-'))
  undo.defer(() => rm(dataDir, { recursive: true, force: true }))
  // One after the other: should one fail, all that were started are there to be ended.
  const postgres = undo.use(await startPostgres())
  const redis = undo.use(await startRedisWithSentinels())
  const env = environment({ dataDir, postgres, redis })
  const nodes: MediaMember[] = []
  for (const _ of PAIR) nodes.push(await MediaMember.start(env, undo))
  // The first makes the keys that all share.
  const signaling: SignalingMember[] = []
  for (const _ of PAIR) signaling.push(await SignalingMember.start(env, undo))
  const balancer = undo.use(await startBalancer(signaling.map(({ port }) => port)))
  await untilWhole({ nodes, signaling })
  const owned = undo.move()
  return {
    postgres,
    redis,
    nodes,
    signaling,
    balancer,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Resolves when every signaling process commands every media node. */
export async function untilWhole({ nodes, signaling }: Pick<Topology, 'nodes' | 'signaling'>) {
  for (const node of nodes) {
    const isLinked = async () => (await node.figure('links')) >= signaling.length
    await waitFor('every control link', UP_TIMEOUT_MS, isLinked)
  }
}

function environment(parts: {
  readonly dataDir: string
  readonly postgres: PostgresServer
  readonly redis: RedisWithSentinels
}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    VISAVIS_LOG_LEVEL: 'error',
    VISAVIS_DATA_DIR: parts.dataDir,
    VISAVIS_DATABASE_URL: parts.postgres.url,
    VISAVIS_REDIS_URL: parts.redis.url,
    VISAVIS_SFU_SECRET: SECRET,
    VISAVIS_RECORDER: 'false',
  }
}
