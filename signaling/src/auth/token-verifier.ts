import { LIMITS, TokenClaims, VisavisError } from '@visavis/protocol'
import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose'
import { Compile } from 'typebox/compile'
import type * as ports from '../ports.ts'
import {
  CLOCK_TOLERANCE_SECONDS,
  TOKEN_ALGORITHM,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
} from './token-format.ts'
import type { TokenKeys } from './token-keys.ts'

const claimsSchema = Compile(TokenClaims)

const OPTIONS: JWTVerifyOptions = {
  algorithms: [TOKEN_ALGORITHM],
  issuer: TOKEN_ISSUER,
  audience: TOKEN_AUDIENCE,
  clockTolerance: CLOCK_TOLERANCE_SECONDS,
  requiredClaims: ['exp', 'iat', 'jti'],
}

/** Answers a token's claims, or throws `token-invalid` or `token-expired`. */
export class TokenVerifier implements ports.TokenVerifier {
  readonly #keys: TokenKeys
  readonly #now: () => number

  constructor({ keys, now = Date.now }: { keys: TokenKeys; now?: () => number }) {
    this.#keys = keys
    this.#now = now
  }

  async verify(token: string): Promise<TokenClaims> {
    const currentDate = new Date(this.#now())
    const { payload } = await jwtVerify(token, (header) => this.#key(header.kid), {
      ...OPTIONS,
      currentDate,
    }).catch(refuse)
    return parseClaims(payload, currentDate)
  }

  async #key(kid: string | undefined) {
    const key = kid === undefined ? undefined : await this.#keys.verifying(kid)
    if (!key) throw new errors.JWKSNoMatchingKey()
    return key
  }
}

function refuse(error: unknown): never {
  if (error instanceof errors.JWTExpired) throw new VisavisError('token-expired', { cause: error })
  if (error instanceof errors.JOSEError) throw new VisavisError('token-invalid', { cause: error })
  throw error
}

function parseClaims(payload: JWTPayload, now: Date): TokenClaims {
  if (!claimsSchema.Check(payload)) throw new VisavisError('token-invalid')
  const livesTooLong = payload.exp - payload.iat > LIMITS.tokenSeconds
  const fromTheFuture = payload.iat > now.getTime() / 1_000 + CLOCK_TOLERANCE_SECONDS
  if (livesTooLong || fromTheFuture) throw new VisavisError('token-invalid')
  return payload
}
