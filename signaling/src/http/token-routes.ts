import { TokenGrant, TokenRequest } from '@visavis/protocol'
import type { TokenIssuer } from '../auth/token-issuer.ts'
import type { ApiKeyGate } from './api-key-gate.ts'
import type { App } from './app.ts'
import { socketUrlOf } from './bearer.ts'
import { API_KEY_SECURITY, FAILURES } from './schemas.ts'

export interface TokenRoutesOptions {
  readonly gate: ApiKeyGate
  readonly issuer: TokenIssuer
}

export function registerTokenRoutes(app: App, { gate, issuer }: TokenRoutesOptions): void {
  app.post(
    '/v1/tokens',
    {
      schema: {
        summary: 'Mint a token for a shopper, an advisor or a reviewer of your tenant',
        tags: ['tokens'],
        security: API_KEY_SECURITY,
        body: TokenRequest,
        response: { 201: TokenGrant, ...FAILURES },
      },
    },
    async (request, reply) => {
      const tenant = gate.tenantOf(request)
      const issued = await issuer.issue(tenant, request.body)
      return reply
        .status(201)
        .header('cache-control', 'no-store')
        .send({ ...issued, url: socketUrlOf(request) })
    },
  )
}
