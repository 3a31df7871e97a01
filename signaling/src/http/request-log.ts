import type { FastifyRequest } from 'fastify'
import type { Metrics } from '../metrics/metrics.ts'
import type { App } from './app.ts'

/** Times every request by its route's pattern. Paths, queries, headers and addresses are not logged. */
export function registerRequestLog(app: App, metrics: Metrics): void {
  app.addHook('onResponse', async (request, { statusCode: status, elapsedTime }) => {
    const { method } = request
    const route = routeOf(request)
    metrics.observeHttp({ method, route, status, seconds: elapsedTime / 1_000 })
    request.log.debug({ method, route, status, ms: Math.round(elapsedTime) }, 'request')
  })
}

function routeOf({ is404, routeOptions }: FastifyRequest): string {
  return is404 ? 'unknown' : (routeOptions.url ?? 'unknown')
}
