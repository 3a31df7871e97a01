import type { TenantId, TokenClaims, TokenRequest } from '@visavis/protocol'
import { SignJWT } from 'jose'
import type { TokenIssuer } from '../src/auth/token-issuer.ts'
import type { TokenKeys } from '../src/auth/token-keys.ts'

/** Tokens as a tenant's backend gets them, and some that it never would. */
export class TokenMint {
  readonly #keys: TokenKeys
  readonly #issuer: TokenIssuer

  constructor({ keys, issuer }: { keys: TokenKeys; issuer: TokenIssuer }) {
    this.#keys = keys
    this.#issuer = issuer
  }

  async issue(tenant: TenantId, request: TokenRequest): Promise<string> {
    return (await this.#issuer.issue(tenant, request)).token
  }

  /** Signed by the right key, with whatever claims. */
  async sign(claims: Partial<TokenClaims>): Promise<string> {
    const { kid, key } = this.#keys.signing
    return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid }).sign(key)
  }
}
