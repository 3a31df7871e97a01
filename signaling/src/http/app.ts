import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import { LIMITS } from '@visavis/protocol'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyInstance,
  LogController,
} from 'fastify'
import { refuseEarly } from './errors.ts'

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
/** Longer than load balancers keep idle connections (60 s), so that they close first. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000

export interface AppOptions {
  readonly logger: FastifyBaseLogger
  /** Addresses and networks whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies?: readonly string[]
  readonly tls?: TlsFiles
}

/** The bare HTTP server: limits and schemas, no routes. */
export function createApp({ logger, tls, trustedProxies = [] }: AppOptions): App {
  const options: FastifyHttpOptions<Server, FastifyBaseLogger> = {
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: LIMITS.frameBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, _request, reply) => refuseEarly(error, reply),
    ...(tls && { serverFactory: (handler) => createServer(tls, handler) }),
  }
  const app = Fastify(options).withTypeProvider<TypeBoxTypeProvider>()
  app.server.headersTimeout = HEADERS_TIMEOUT_MS
  return app.setValidatorCompiler(TypeBoxValidatorCompiler)
}
