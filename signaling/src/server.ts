import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { SfuLink } from '@visavis/protocol'
import type { Settings } from '@visavis/settings'
import type { Logger } from 'pino'
import { AuditCheckpoints } from './audit/audit-checkpoints.ts'
import type { ApiKeyStore } from './auth/api-key-store.ts'
import { ApiKeys } from './auth/api-keys.ts'
import { OriginPolicy, type OriginRule } from './auth/origin-policy.ts'
import { SqlApiKeyStore } from './auth/sql-api-key-store.ts'
import { TokenIssuer } from './auth/token-issuer.ts'
import { TokenKeys } from './auth/token-keys.ts'
import { TokenVerifier } from './auth/token-verifier.ts'
import { connectCalls, endAbandonedRooms } from './calls.ts'
import { SealKey } from './consent/seal-key.ts'
import { type App, createApp, type TlsFiles } from './http/app.ts'
import type { HealthCheck } from './http/health.ts'
import type { Limits } from './http/rate-limit.ts'
import { type ApiLimiter, registerHttp, registerHttpBase } from './http/register-http.ts'
import { Metrics } from './metrics/metrics.ts'
import { openNetwork } from './network.ts'
import type { CallService, TokenVerifier as Verifier } from './ports.ts'
import { createRecordingRules } from './recording/create-recording-rules.ts'
import type { RecordingRules } from './recording/recording-rules.ts'
import { Anchors } from './review/anchors.ts'
import { RecordingAudit } from './review/recording-audit.ts'
import { ReviewRecords } from './review/review-records.ts'
import { createBus, type RoomLog } from './room-log/index.ts'
import { openStore, type Store } from './store.ts'

export interface SignalingOptions {
  readonly settings: Settings
  readonly logger: Logger
  /** Where media goes. Its owner closes it, after this. */
  readonly sfu: SfuLink
  /** By default the listed origins of the settings, or the pages of this server where none is listed. */
  readonly originRule?: OriginRule
  /** Serves HTTPS. */
  readonly tls?: TlsFiles
  readonly limits?: Partial<Limits>
  /** Adds routes before the server listens. */
  readonly extend?: (app: App, context: SignalingContext) => Promise<void>
}

/** What routes that are added from outside may use. */
export interface SignalingContext {
  readonly settings: Settings
  readonly logger: Logger
  readonly metrics: Metrics
  readonly issuer: TokenIssuer
  readonly apiKeys: ApiKeys
  readonly tenants: ApiKeyStore
  readonly calls: CallService
  readonly log: RoomLog
  readonly verifier: Verifier
  readonly review: ReviewRecords
  /** For routes of the API that are added from outside. */
  readonly limiter: ApiLimiter
}

export interface Signaling extends AsyncDisposable {
  readonly app: App
  readonly address: AddressInfo
  readonly context: SignalingContext
  /** Tells every socket why, answers what is under way, then closes the log and the database. */
  close(): Promise<void>
}

/** Starts a signaling server. Resolves when it listens and calls can be made. */
export async function createSignaling(options: SignalingOptions): Promise<Signaling> {
  const { settings, logger, sfu, limits, tls } = options
  await using undo = new AsyncDisposableStack()
  const metrics = new Metrics()
  const network = undo.use(openNetwork({ settings, logger }))
  if (network.counters) metrics.showNetwork(() => network.pubSub.isUp)
  const bus = createBus(network.pubSub)
  const store = undo.use(await openStore({ settings, logger, metrics, bus }))
  const keys = undo.use(await TokenKeys.open({ folder: join(settings.dataDir, 'keys') }))
  const sealKey = await SealKey.open({ folder: join(settings.dataDir, 'keys'), name: 'receipts' })
  undo.use(await openCheckpoints(store, sealKey, { settings, logger }))
  const rules = createRecordingRules({ settings, db: store.database.db, key: sealKey })
  const auth = createAuth(store, keys, options.originRule ?? ruleOf(settings))
  const { trustedProxies } = settings
  const app = createApp({ logger, trustedProxies, ...(tls && { tls }) })
  let closing = false
  undo.defer(() => app.close())
  const { isOverloaded } = await registerHttpBase(app, { metrics, origins: auth.origins })
  const calls = undo.use(
    await connectCalls(app, { ...options, ...auth, rules, store, metrics, network, isOverloaded }),
  )
  undo.defer(() => {
    closing = true
    return calls.closeAll('shutting-down')
  })
  const { log } = store
  const checks = healthChecks(store, sfu)
  const isClosing = () => closing
  const { counters } = network
  const http = {
    ...auth,
    metrics,
    calls,
    log,
    checks,
    isClosing,
    sealKey,
    counters,
    ...(limits && { limits }),
  }
  const limiter = await registerHttp(app, http)
  const review = createReview(store, rules, sealKey, settings)
  const own = { settings, logger, metrics, calls, log, review, limiter }
  const context: SignalingContext = { ...auth, ...own }
  await options.extend?.(app, context)
  await endAbandonedRooms(calls, store)
  const address = await listen(app, settings)
  const owned = undo.move()
  const close = once(() => owned.disposeAsync())
  return { app, address, context, close, [Symbol.asyncDispose]: close }
}

function createAuth({ database }: Store, keys: TokenKeys, rule: OriginRule) {
  const tenants = new SqlApiKeyStore(database.db)
  return {
    tenants,
    apiKeys: new ApiKeys({ store: tenants }),
    issuer: new TokenIssuer({ keys }),
    verifier: new TokenVerifier({ keys }),
    origins: new OriginPolicy(rule),
  }
}

function openCheckpoints(
  { database }: Store,
  key: SealKey,
  { settings, logger }: Pick<SignalingOptions, 'settings' | 'logger'>,
): Promise<AuditCheckpoints> {
  return AuditCheckpoints.open({ database, key, folder: auditFolder(settings), logger })
}

function auditFolder({ auditDir, dataDir }: Settings): string {
  return auditDir ?? join(dataDir, 'audit')
}

function createReview(
  { database, people, log }: Store,
  rules: RecordingRules,
  key: SealKey,
  settings: Settings,
): ReviewRecords {
  const anchors = new Anchors({ folder: auditFolder(settings), key })
  return new ReviewRecords({ database, people, rules, anchors, audit: new RecordingAudit(log) })
}

function healthChecks({ database }: Store, sfu: SfuLink): HealthCheck[] {
  return [
    { name: 'database', run: () => database.pool.query('select 1') },
    { name: 'media', run: () => describeMedia(sfu) },
  ]
}

async function describeMedia(sfu: SfuLink): Promise<void> {
  const [answer] = await sfu.send([{ method: 'node.describe', params: {} }])
  if (!answer || 'error' in answer) throw new Error('The media node does not describe itself')
}

async function listen(app: App, { host, port }: Settings): Promise<AddressInfo> {
  await app.listen({ host, port })
  const address = app.server.address()
  if (!address || typeof address === 'string') throw new Error('The server has no address')
  return address
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined
  return () => {
    closed ??= close()
    return closed
  }
}

function ruleOf({ origins }: Settings): OriginRule {
  return origins.length > 0 ? { kind: 'listed', origins } : { kind: 'same-host' }
}
