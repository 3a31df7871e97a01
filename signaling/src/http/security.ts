import type { IncomingHttpHeaders } from 'node:http'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import { VisavisError } from '@visavis/protocol'
import type { OriginPolicy } from '../ports.ts'
import type { App } from './app.ts'

export const CSP_REPORTS_PATH = '/v1/csp-reports'

/**
 * Pages get scripts, styles and connections from this server alone. Lit's styles are constructed
 * sheets, which need no exception.
 */
export const PAGE_POLICY: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'self'"],
  'base-uri': ["'none'"],
  'connect-src': ["'self'"],
  'font-src': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'frame-src': ["'none'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'media-src': ["'self'", 'blob:'],
  'object-src': ["'none'"],
  'script-src': ["'self'"],
  'script-src-attr': ["'none'"],
  'style-src': ["'self'"],
  // Not `report-to`: with it Chromium sends nothing at once, and where it is not trusted nothing at all.
  'report-uri': [CSP_REPORTS_PATH],
}

const PERMISSIONS = 'camera=(self), microphone=(self), display-capture=(self), geolocation=()'

export async function registerSecurity(app: App, origins: OriginPolicy): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: mutable(PAGE_POLICY) },
    // Whoever ends TLS knows whether every future visit will have it.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  })
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('permissions-policy', PERMISSIONS)
  })
  await registerOrigins(app, origins)
}

/** Refuses pages that may not use the API, and lets those that may read its answers. */
async function registerOrigins(app: App, origins: OriginPolicy): Promise<void> {
  const allows = ({ origin, host }: IncomingHttpHeaders) => origins.allows({ origin, host })
  app.addHook('onRequest', async ({ url, headers }) => {
    if (!url.startsWith('/v1/') || url.startsWith(CSP_REPORTS_PATH)) return
    if (!allows(headers)) throw new VisavisError('origin-refused')
  })
  await app.register(cors, {
    delegator: ({ headers }, callback) =>
      callback(null, {
        origin: allows(headers) && (headers.origin ?? false),
        methods: ['GET', 'POST', 'DELETE'],
        allowedHeaders: ['authorization', 'content-type'],
        maxAge: 600,
      }),
  })
}

function mutable(policy: typeof PAGE_POLICY): Record<string, string[]> {
  return Object.fromEntries(Object.entries(policy).map(([name, values]) => [name, [...values]]))
}
