import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { freePort } from '@visavis/cluster/test/free-port'
import { type RedisServer, startRedis } from '@visavis/cluster/test/redis'
import { ServerProcess } from '@visavis/cluster/test/server-process'
import { newId, type RoomId } from '@visavis/protocol'
import { createMediaNode, type MediaNode, serveControl } from '@visavis/sfu'
import { type Relay, startRelay } from '@visavis/sfu/testing'
import { pino } from 'pino'
import { TokenIssuer } from '../src/auth/token-issuer.ts'
import { TokenKeys } from '../src/auth/token-keys.ts'
import { openDatabase } from '../src/database/index.ts'
import { openPeople } from '../src/people/index.ts'
import { createRoomLog, type RoomLog } from '../src/room-log/index.ts'
import type { Door } from './call.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'
import { SocketClient } from './socket-client.ts'
import { ACME } from './start-server.ts'
import { TokenMint } from './token-mint.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const NODE_MAIN = fileURLToPath(new URL('../../sfu/src/main.ts', import.meta.url))
const SECRET = 'between the tests and the node'

/** A signaling process. */
export interface Instance extends Door {
  /** Of its WebSocket. */
  readonly url: string
  /** SIGKILL. */
  kill(): Promise<void>
  /** SIGTERM; resolves when it has ended. */
  stop(): Promise<void>
  freeze(): void
  thaw(): void
}

/** What several signaling processes stand on, all of it real. */
export interface TestCluster extends AsyncDisposable {
  readonly postgres: PostgresServer
  readonly redis: RedisServer
  readonly media: MediaNode
  /** As one more process would read it. */
  readonly log: RoomLog
  /** One more signaling process. Without `VISAVIS_SFU_URL` it finds media nodes through Redis. */
  start(env?: Readonly<Record<string, string | undefined>>): Promise<Instance>
  /** A meeting for so many. */
  openRoom(capacity: number): Promise<RoomId>
  /** One more media node, which is found through Redis. */
  startNode(): Promise<NodeInstance>
}

/** A media node's process. */
export interface NodeInstance {
  /** Its control socket goes through it. */
  readonly relay: Relay
  /** The control socket itself, and its /metrics. */
  readonly url: string
  kill(): Promise<void>
  /** SIGTERM; resolves when it has ended. */
  stop(): Promise<void>
}

const silent = pino({ level: 'silent' })

export async function startCluster(): Promise<TestCluster> {
  await using undo = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'visavis-cluster-'))
  undo.defer(() => rm(dataDir, { recursive: true, force: true }))
  const [postgres, redis, media] = await Promise.all([startPostgres(), startRedis(), startMedia()])
  for (const part of [postgres, redis, media]) undo.use(part)
  const control = undo.use(
    await serveControl({ node: media, host: '127.0.0.1', port: 0, secret: SECRET, logger: silent }),
  )
  const keys = undo.use(await TokenKeys.open({ folder: join(dataDir, 'keys') }))
  const database = undo.use(await openDatabase({ url: postgres.url, dataDir }))
  const people = undo.use(await openPeople({ database, dataDir }))
  const log = undo.use(createRoomLog({ database, people, logger: silent }))
  const tokens = new TokenMint({ keys, issuer: new TokenIssuer({ keys }) })
  const env = {
    ...process.env,
    PORT: '0',
    VISAVIS_LOG_LEVEL: 'error',
    VISAVIS_DATA_DIR: dataDir,
    VISAVIS_DATABASE_URL: postgres.url,
    VISAVIS_REDIS_URL: redis.url,
    VISAVIS_SFU_URL: control.url,
    VISAVIS_SFU_SECRET: SECRET,
    VISAVIS_SOCKETS_PER_ADDRESS: '10000',
    VISAVIS_MESSAGES_PER_SECOND: '10000',
  }
  const owned = undo.move()
  return {
    postgres,
    redis,
    media,
    log,
    start: (more) => startInstance({ ...env, ...more }, tokens, owned),
    startNode: () => startNode(env, owned),
    async openRoom(capacity) {
      const room = newId('room')
      const body = { kind: 'meeting', capacity } as const
      const created = { type: 'room-created', actor: 'system', body } as const
      await log.append({ tenant: ACME, room, create: true, events: [created] })
      return room
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function startInstance(
  env: NodeJS.ProcessEnv,
  tokens: TokenMint,
  owned: AsyncDisposableStack,
): Promise<Instance> {
  const server = new ServerProcess({
    program: process.execPath,
    args: [MAIN],
    readyWhen: 'ready http',
    advice: 'Node',
    env,
  })
  owned.defer(() => server.kill())
  const url = (await server.start()).replace('ready http', 'ws').trim()
  return {
    url,
    tokens,
    socket: (options = {}) => SocketClient.connect(`${url}/v1/socket`, options),
    kill: () => server.kill(),
    stop: () => server.end('SIGTERM'),
    freeze: () => server.signal('SIGSTOP'),
    thaw: () => server.signal('SIGCONT'),
  }
}

async function startNode(
  { VISAVIS_SFU_URL: _, ...env }: NodeJS.ProcessEnv,
  owned: AsyncDisposableStack,
): Promise<NodeInstance> {
  const port = await freePort()
  const relay = owned.use(await startRelay(port))
  const server = new ServerProcess({
    program: process.execPath,
    args: [NODE_MAIN, '--rtc-port', '0', '--workers', '1', '--sfu-port', String(port)],
    readyWhen: 'ready ws',
    advice: 'Node',
    env: { ...env, VISAVIS_SFU_ANNOUNCED_URL: `ws://127.0.0.1:${relay.port}` },
  })
  owned.defer(() => server.kill())
  await server.start()
  return {
    relay,
    url: `ws://127.0.0.1:${port}`,
    kill: () => server.kill(),
    stop: () => server.end('SIGTERM'),
  }
}

function startMedia(): Promise<MediaNode> {
  const workerBin = process.env.VISAVIS_MEDIASOUP_WORKER
  return createMediaNode({
    workers: 1,
    workerBin,
    listenIp: '127.0.0.1',
    rtcPort: 0,
    logger: silent,
  })
}
