import type { ApiKeys } from '../auth/api-keys.ts'
import type { TokenIssuer } from '../auth/token-issuer.ts'
import type { SealKey } from '../consent/seal-key.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { CallService, OriginPolicy, TokenVerifier } from '../ports.ts'
import type { RoomLog } from '../room-log/room-log.ts'
import { registerApiDocs } from './api-docs.ts'
import { ApiKeyGate } from './api-key-gate.ts'
import type { App } from './app.ts'
import { registerAvailability } from './availability-route.ts'
import { registerCspReports } from './csp-reports.ts'
import { registerErrors } from './errors.ts'
import { type HealthCheck, registerHealth } from './health.ts'
import { registerKeyRoutes } from './key-routes.ts'
import { registerMetrics } from './metrics-route.ts'
import { registerProbe } from './probe-routes.ts'
import { DEFAULT_LIMITS, type Limits, type Rate, RateLimit } from './rate-limit.ts'
import type { RedisCounters } from './redis-counters.ts'
import { registerRequestLog } from './request-log.ts'
import { registerRoomRoutes } from './room-routes.ts'
import { registerSecurity } from './security.ts'
import { type LoadShedder, shedLoad } from './shed-load.ts'
import { registerTokenRoutes } from './token-routes.ts'

export interface HttpDeps {
  readonly metrics: Metrics
  readonly origins: OriginPolicy
  readonly apiKeys: ApiKeys
  readonly issuer: TokenIssuer
  readonly verifier: TokenVerifier
  readonly calls: CallService
  readonly log: RoomLog
  readonly checks: readonly HealthCheck[]
  readonly isClosing: () => boolean
  readonly sealKey: SealKey
  readonly limits?: Partial<Limits>
  /** Shared with other processes. */
  readonly counters?: RedisCounters | undefined
}

/** What every request passes through. Before any route. */
export async function registerHttpBase(
  app: App,
  { metrics, origins }: Pick<HttpDeps, 'metrics' | 'origins'>,
): Promise<LoadShedder> {
  registerErrors(app, metrics)
  registerRequestLog(app, metrics)
  const load = await shedLoad(app)
  await registerSecurity(app, origins)
  await registerApiDocs(app)
  return load
}

export interface ApiLimiter {
  /** Counts a scope's requests with those to the rest of the API. */
  limit(scope: App): void
}

/** The HTTP API, health and metrics. */
export async function registerHttp(app: App, deps: HttpDeps): Promise<ApiLimiter> {
  const { metrics, calls, log, issuer, verifier } = deps
  const limits = { ...DEFAULT_LIMITS, ...deps.limits }
  const gate = new ApiKeyGate({ ...deps, keys: deps.apiKeys, wrongKeys: limits.wrongKeys })
  const limiter = limiterOf(limits.api, deps.counters)
  registerHealth(app, deps)
  registerMetrics(app, metrics)
  await registerCspReports(app, { metrics, rate: limits.cspReports })
  await app.register(async (api: App) => {
    limiter.limit(api)
    registerKeyRoutes(api, deps)
    registerAvailability(api, { verifier, calls })
    await registerProbe(api, { verifier, rate: limits.probes })
    await api.register(async (guarded: App) => {
      gate.guard(guarded)
      registerTokenRoutes(guarded, { gate, issuer })
      registerRoomRoutes(guarded, { gate, calls, log })
    })
  })
  return limiter
}

function limiterOf(rate: Rate, counters: RedisCounters | undefined): ApiLimiter {
  const count = new RateLimit(rate, counters && { counters, name: 'api' })
  return {
    limit: (scope) => {
      scope.addHook('onRequest', (request) => count.take(request.ip))
    },
  }
}
