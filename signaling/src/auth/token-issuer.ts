import { randomBytes } from 'node:crypto'
import {
  DEFAULT_GRANTS,
  LIMITS,
  type TenantId,
  type TokenClaims,
  type TokenRequest,
} from '@visavis/protocol'
import { SignJWT } from 'jose'
import { TOKEN_ALGORITHM, TOKEN_AUDIENCE, TOKEN_ISSUER } from './token-format.ts'
import type { TokenKeys } from './token-keys.ts'

export interface IssuedToken {
  readonly token: string
  /** Unix time in milliseconds. */
  readonly expiresAt: number
}

/** Signs short-lived tokens. Grants that are not named are those of the role. */
export class TokenIssuer {
  readonly #keys: TokenKeys
  readonly #now: () => number

  constructor({ keys, now = Date.now }: { keys: TokenKeys; now?: () => number }) {
    this.#keys = keys
    this.#now = now
  }

  async issue(tenant: TenantId, request: TokenRequest): Promise<IssuedToken> {
    const claims = this.#claims(tenant, request)
    const { kid, key } = this.#keys.signing
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, typ: 'JWT', kid })
      .sign(key)
    return { token, expiresAt: claims.exp * 1_000 }
  }

  #claims(tenant: TenantId, request: TokenRequest): TokenClaims {
    const { identity, role, grants, validForSeconds = LIMITS.tokenSeconds, ...shown } = request
    const iat = Math.floor(this.#now() / 1_000)
    return {
      ...shown,
      iss: TOKEN_ISSUER,
      aud: TOKEN_AUDIENCE,
      sub: identity,
      jti: randomBytes(16).toString('base64url'),
      iat,
      exp: iat + Math.min(validForSeconds, LIMITS.tokenSeconds),
      tenant,
      role,
      grants: { ...DEFAULT_GRANTS[role], ...grants },
    }
  }
}
