import type { TenantId, TokenClaims } from '@visavis/protocol'
import type { Channel } from '../src/sessions/session.ts'

/** Of a shopper's token, issued now. */
export function claims({ lifeSeconds = 600 } = {}): TokenClaims {
  const iat = Math.floor(Date.now() / 1_000)
  return {
    iss: 'visavis',
    aud: 'visavis',
    sub: 'somebody',
    jti: 'x'.repeat(22),
    iat,
    exp: iat + lifeSeconds,
    tenant: 'acme' as TenantId,
    role: 'shopper',
    grants: {},
  }
}

/** A socket that only remembers why it was ended. */
export function channel(): Channel & { readonly ends: string[] } {
  const ends: string[] = []
  return {
    network: '192.0.2.1',
    ends,
    notify() {},
    sendText() {},
    sendAndDrain: async () => {},
    end: (reason) => void ends.push(reason),
  }
}
