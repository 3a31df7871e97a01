import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { RecordingTerms, TenantId } from '@visavis/protocol'
import { createMediaNode, type MediaNode } from '@visavis/sfu'
import { pino } from 'pino'
import { OnceMemory } from '../src/auth/once-memory.ts'
import { OriginPolicy } from '../src/auth/origin-policy.ts'
import { TokenIssuer } from '../src/auth/token-issuer.ts'
import { TokenKeys } from '../src/auth/token-keys.ts'
import { TokenVerifier } from '../src/auth/token-verifier.ts'
import { CURRENT_NOTICE_VERSION } from '../src/consent/notice.ts'
import { SealKey, signReceipt } from '../src/consent/seal-key.ts'
import { type Database, openDatabase } from '../src/database/index.ts'
import { createApp } from '../src/http/app.ts'
import { registerErrors } from '../src/http/errors.ts'
import { Metrics } from '../src/metrics/metrics.ts'
import { openPeople, type People } from '../src/people/index.ts'
import type { CallService } from '../src/ports.ts'
import { SqlTicketStore } from '../src/queue/sql-ticket-store.ts'
import { createRoomLog, listOpenRooms, type RoomLog } from '../src/room-log/index.ts'
import { registerSocket, type SocketDeps } from '../src/socket/register-socket.ts'
import { SocketClient, type SocketClientOptions } from './socket-client.ts'
import { TokenMint } from './token-mint.ts'

export const ACME = 'acme' as TenantId
export const OTHER = 'other' as TenantId
export const ORIGIN = 'https://shop.example'

/** What consent notices say. */
export const TERMS: RecordingTerms = {
  version: CURRENT_NOTICE_VERSION,
  jurisdiction: 'eu',
  controller: 'Acme',
  retentionDays: 30,
}

const silent = pino({ level: 'silent' })

/** What several servers of one test file may share: starting a database takes seconds. */
export interface Backend extends AsyncDisposable {
  readonly database: Database
  readonly people: People
  readonly log: RoomLog
  readonly media: MediaNode
  readonly keys: TokenKeys
  readonly seal: SealKey
}

export interface BackendOptions {
  /** Left as it is afterwards. Without it a temporary folder. */
  readonly dataDir?: string
  readonly workers?: number
}

export interface TestServer extends AsyncDisposable {
  readonly url: string
  readonly calls: CallService
  readonly log: RoomLog
  readonly media: MediaNode
  readonly tokens: TokenMint
  readonly seal: SealKey
  /** A socket that has sent nothing yet. */
  socket(options?: SocketClientOptions): Promise<SocketClient>
}

export interface TestServerOptions
  extends Partial<
    Pick<
      SocketDeps,
      | 'link'
      | 'socketsPerAddress'
      | 'messagesPerSecond'
      | 'heartbeatMs'
      | 'openTimeoutMs'
      | 'resumeWindowMs'
    >
  > {
  /** Without it one of its own. */
  readonly backend?: Backend
}

/** The embedded store and a real media worker. */
export async function startBackend(options: BackendOptions = {}): Promise<Backend> {
  await using undo = new AsyncDisposableStack()
  const dataDir = options.dataDir ?? (await temporaryFolder(undo))
  const [media, database, keys, seal] = await Promise.all([
    startMedia(options.workers ?? 1),
    openDatabase({ dataDir }),
    TokenKeys.open({ folder: join(dataDir, 'keys') }),
    SealKey.open({ folder: join(dataDir, 'keys'), name: 'receipts' }),
  ])
  undo.use(media)
  undo.use(keys)
  undo.use(database)
  const people = undo.use(await openPeople({ database, dataDir }))
  const log = undo.use(createRoomLog({ database, people, logger: silent }))
  const owned = undo.move()
  const dispose = () => owned.disposeAsync()
  return { database, people, log, media, keys, seal, [Symbol.asyncDispose]: dispose }
}

/** The real server on a free port. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { backend: shared, ...others } = options
  await using undo = new AsyncDisposableStack()
  const backend = shared ?? undo.use(await startBackend())
  const app = createApp({ logger: silent })
  undo.defer(() => app.close())
  registerErrors(app, new Metrics())
  const calls = undo.use(await registerSocket(app, { ...socketDeps(backend), ...others }))
  const url = (await app.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws')
  const owned = undo.move()
  const { log, media, keys, seal } = backend
  return {
    url,
    calls,
    log,
    media,
    seal,
    tokens: new TokenMint({ keys, issuer: new TokenIssuer({ keys }) }),
    socket: (socketOptions = {}) => SocketClient.connect(`${url}/v1/socket`, socketOptions),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function socketDeps({ database, people, log, media, keys, seal }: Backend): SocketDeps {
  const once = new OnceMemory()
  return {
    log,
    tickets: new SqlTicketStore(database.db),
    link: media,
    verifier: new TokenVerifier({ keys }),
    claimOnce: (key, ttlMs) => once.claimOnce(key, ttlMs),
    personOf: (tenant, subject) => people.personFor(tenant, subject),
    openRooms: () => listOpenRooms(database),
    rules: {
      policy: 'all-parties',
      termsOf: async () => TERMS,
      sign: (receipt) => signReceipt(seal, receipt),
    },
    origins: new OriginPolicy({ kind: 'listed', origins: [ORIGIN] }),
    logger: silent,
    socketsPerAddress: 1_000,
    messagesPerSecond: 10_000,
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
