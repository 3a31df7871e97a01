import { randomUUID } from 'node:crypto'
import type { SfuLink } from '@visavis/protocol'
import type { Settings } from '@visavis/settings'
import type { Logger } from 'pino'
import { OnceMemory } from './auth/once-memory.ts'
import { SqlClaims } from './auth/sql-claims.ts'
import { turnServers } from './auth/turn-credentials.ts'
import type { App } from './http/app.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { Network } from './network.ts'
import type { CallService, OriginPolicy, TokenVerifier } from './ports.ts'
import { SqlTicketStore } from './queue/sql-ticket-store.ts'
import type { RecordingRules } from './recording/recording-rules.ts'
import { listOpenRooms } from './room-log/index.ts'
import { SqlSessionDirectory } from './sessions/directory/sql-session-directory.ts'
import { alone, type Cluster } from './sessions/instances/cluster.ts'
import { InstanceTable } from './sessions/instances/instance-table.ts'
import { registerSocket } from './socket/register-socket.ts'
import type { Store } from './store.ts'

export interface CallsOptions {
  readonly settings: Settings
  readonly logger: Logger
  readonly sfu: SfuLink
  readonly store: Store
  readonly metrics: Metrics
  readonly verifier: TokenVerifier
  readonly origins: OriginPolicy
  readonly rules: RecordingRules
  readonly network: Network
  isOverloaded(): boolean
}

/** Gives the socket and the calls behind it what they stand on. */
export async function connectCalls(app: App, options: CallsOptions): Promise<CallService> {
  const { settings, logger, sfu, store, metrics } = options
  const { verifier, origins, rules, network, isOverloaded } = options
  const { database, people, log } = store
  const used = database.kind === 'postgres' ? new SqlClaims(database) : new OnceMemory()
  const relays = { urls: settings.turnUrls, secret: settings.turnSecret ?? '' }
  const calls = await registerSocket(app, {
    logger,
    log,
    verifier,
    origins,
    rules,
    link: sfu,
    cluster: clusterOf(store, network),
    counters: network.counters,
    isOverloaded,
    iceServers: (session) => turnServers(relays, session),
    tickets: new SqlTicketStore(database.db),
    claimOnce: (key, ttlMs) => used.claimOnce(key, ttlMs),
    personOf: (tenant, subject) => people.personFor(tenant, subject),
    openRooms: () => listOpenRooms(database),
    socketsPerAddress: settings.socketsPerAddress,
    messagesPerSecond: settings.messagesPerSecond,
    observer: {
      refused: (code) => metrics.countError(code),
      ended: (reason) => metrics.countSocketClose(reason),
      timed: (timing) => metrics.observeConnecting(timing),
    },
  })
  metrics.showCounts(() => calls.counts())
  return calls
}

/** An embedded database has one process. */
function clusterOf({ database }: Store, { pubSub }: Network): Cluster {
  if (database.kind === 'embedded') return alone()
  const instance = randomUUID()
  const directory = new SqlSessionDirectory(database, instance)
  return { directory, pubSub, table: new InstanceTable(database, instance) }
}

/** What a killed process left open. Beside others on one database nobody knows whose rooms those are. */
export async function endAbandonedRooms(calls: CallService, { database }: Store): Promise<number> {
  return database.kind === 'embedded' ? calls.endAbandonedRooms() : 0
}
