import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { TenantId } from '@visavis/protocol'
import { createMediaNode, type MediaNode } from '@visavis/sfu'
import { pino } from 'pino'
import { OnceMemory } from '../src/auth/once-memory.ts'
import { OriginPolicy } from '../src/auth/origin-policy.ts'
import { TokenIssuer } from '../src/auth/token-issuer.ts'
import { TokenKeys } from '../src/auth/token-keys.ts'
import { TokenVerifier } from '../src/auth/token-verifier.ts'
import { openDatabase } from '../src/database/index.ts'
import { createApp } from '../src/http/app.ts'
import { registerErrors } from '../src/http/errors.ts'
import { Metrics } from '../src/metrics/metrics.ts'
import { openPeople } from '../src/people/index.ts'
import type { CallService } from '../src/ports.ts'
import { SqlTicketStore } from '../src/queue/sql-ticket-store.ts'
import { createRoomLog, listOpenRooms, type RoomLog } from '../src/room-log/index.ts'
import { registerSocket, type SocketDeps } from '../src/socket/register-socket.ts'
import { SocketClient, type SocketClientOptions } from './socket-client.ts'
import { TokenMint } from './token-mint.ts'

export const ACME = 'acme' as TenantId
export const OTHER = 'other' as TenantId
export const ORIGIN = 'https://shop.example'

const silent = pino({ level: 'silent' })

export interface TestServer extends AsyncDisposable {
  readonly url: string
  readonly calls: CallService
  readonly log: RoomLog
  readonly media: MediaNode
  readonly tokens: TokenMint
  /** A socket that has sent nothing yet. */
  socket(options?: SocketClientOptions): Promise<SocketClient>
}

export interface TestServerOptions
  extends Partial<
    Pick<
      SocketDeps,
      'socketsPerAddress' | 'messagesPerSecond' | 'heartbeatMs' | 'openTimeoutMs' | 'resumeWindowMs'
    >
  > {
  /** Left as it is when the server stops. Without it a temporary folder. */
  readonly dataDir?: string
  readonly workers?: number
}

/** The real server on the embedded store, with a real media worker, on free ports. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { workers = 1, dataDir, ...limits } = options
  await using undo = new AsyncDisposableStack()
  const folder = dataDir ?? (await temporaryFolder(undo))
  const [media, database, keys] = await Promise.all([
    startMedia(workers),
    openDatabase({ dataDir: folder }),
    TokenKeys.open({ folder: join(folder, 'keys') }),
  ])
  undo.use(media)
  undo.use(keys)
  undo.use(database)
  const people = undo.use(await openPeople({ database, dataDir: folder }))
  const log = undo.use(createRoomLog({ database, people, logger: silent }))
  const app = createApp({ logger: silent })
  undo.defer(() => app.close())
  registerErrors(app, new Metrics())
  const once = new OnceMemory()
  const calls = undo.use(
    await registerSocket(app, {
      log,
      tickets: new SqlTicketStore(database.db),
      link: media,
      verifier: new TokenVerifier({ keys }),
      claimOnce: (key, ttlMs) => once.claimOnce(key, ttlMs),
      personOf: (tenant, subject) => people.personFor(tenant, subject),
      openRooms: () => listOpenRooms(database),
      origins: new OriginPolicy({ kind: 'listed', origins: [ORIGIN] }),
      logger: silent,
      socketsPerAddress: 1_000,
      messagesPerSecond: 10_000,
      ...limits,
    }),
  )
  await calls.endAbandonedRooms()
  const url = (await app.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws')
  const owned = undo.move()
  return {
    url,
    calls,
    log,
    media,
    tokens: new TokenMint({ keys, issuer: new TokenIssuer({ keys }) }),
    socket: (socketOptions = {}) => SocketClient.connect(`${url}/v1/socket`, socketOptions),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function startMedia(workers: number): Promise<MediaNode> {
  const workerBin = process.env.VISAVIS_MEDIASOUP_WORKER
  return createMediaNode({
    workers,
    workerBin,
    listenIp: '127.0.0.1',
    rtcPort: 0,
    logger: silent,
  })
}

async function temporaryFolder(undo: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-signaling-'))
  undo.defer(() => rm(folder, { recursive: true, force: true }))
  return folder
}
