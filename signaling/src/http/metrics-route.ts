import { VisavisError } from '@visavis/protocol'
import type { Metrics } from '../metrics/metrics.ts'
import type { App } from './app.ts'

/** For who asks this process itself: what comes through a trusted proxy comes from outside, and finds nothing. */
export function registerMetrics(app: App, metrics: Metrics): void {
  app.get('/metrics', async ({ ips = [] }, reply) => {
    const [, ...beyondProxy] = ips
    if (beyondProxy.length > 0) throw new VisavisError('not-found')
    return reply.header('content-type', metrics.contentType).send(await metrics.text())
  })
}
