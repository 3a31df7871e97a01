import { Availability, VisavisError } from '@visavis/protocol'
import type { CallService, TokenVerifier } from '../ports.ts'
import type { App } from './app.ts'
import { bearerOf } from './bearer.ts'
import { FAILURES, TOKEN_SECURITY } from './schemas.ts'

export interface AvailabilityOptions {
  readonly verifier: TokenVerifier
  readonly calls: CallService
}

/** What the widget asks before anybody clicks. The token is read, not spent. */
export function registerAvailability(app: App, { verifier, calls }: AvailabilityOptions): void {
  const schema = {
    summary: 'Whether a call started now would be answered',
    tags: ['calls'],
    security: TOKEN_SECURITY,
    response: { 200: Availability, ...FAILURES },
  }
  app.get('/v1/availability', { schema }, async (request, reply) => {
    const token = bearerOf(request)
    if (!token) throw new VisavisError('token-invalid')
    const { tenant } = await verifier.verify(token)
    return reply.header('cache-control', 'no-store').send(await calls.availability(tenant))
  })
}
