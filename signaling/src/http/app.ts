import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import { LIMITS } from '@visavis/protocol'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyInstance,
  LogController,
} from 'fastify'
import { demandHost } from './demand-host.ts'
import { refuseEarly } from './errors.ts'
import { refuseConnection } from './refuse-connection.ts'

export type App = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

export interface TlsFiles {
  /** PEM. */
  readonly key: string
  readonly cert: string
}

/** Headers must be complete by then: slow ones hold a socket for nothing. */
const HEADERS_TIMEOUT_MS = 10_000
/** The whole request. Bodies are small. */
const REQUEST_TIMEOUT_MS = 20_000
/** Both are looked at this often: so much later may a slow connection end. */
const CHECKING_INTERVAL_MS = 1_000
/** Longer than load balancers keep idle connections (60 s), so that they close first. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000

export interface AppOptions {
  readonly logger: FastifyBaseLogger
  /** Addresses and networks whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies?: readonly string[]
  readonly tls?: TlsFiles
  /** For tests that do not want to wait. */
  readonly headersTimeoutMs?: number
}

/** The bare HTTP server: limits and schemas, no routes. */
export function createApp(appOptions: AppOptions): App {
  const { logger, trustedProxies = [] } = appOptions
  const options: FastifyHttpOptions<Server, FastifyBaseLogger> = {
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: LIMITS.frameBytes,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, _request, reply) => refuseEarly(error, reply),
    clientErrorHandler: refuseConnection,
    serverFactory: (handler) => createHttpServer(appOptions, handler),
  }
  const app = Fastify(options).withTypeProvider<TypeBoxTypeProvider>()
  app.addHook('onRequest', demandHost)
  return app.setValidatorCompiler(TypeBoxValidatorCompiler)
}

function createHttpServer(
  { tls, headersTimeoutMs = HEADERS_TIMEOUT_MS }: AppOptions,
  handler: RequestListener,
): Server {
  const limits = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    // Ours answers in the shape of every other refusal.
    requireHostHeader: false,
    connectionsCheckingInterval: Math.min(CHECKING_INTERVAL_MS, headersTimeoutMs),
  }
  return tls ? createTlsServer({ ...tls, ...limits }, handler) : createServer(limits, handler)
}
