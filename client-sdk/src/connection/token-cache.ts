import { isTokenGrant, type TokenGrant } from '@visavis/protocol/browser'
import { ConnectError } from '../errors.ts'
import type { TokenSource } from '../token-source.ts'

/** A token that ends sooner may end on its way. */
const SPARE_MS = 15_000

/** Keeps one token fetched ahead, so that the click need not wait for it. Each opens one session. */
export class TokenCache {
  readonly #source: TokenSource
  #ahead: Promise<TokenGrant> | null = null

  constructor(source: TokenSource) {
    this.#source = async () => checked(await source())
  }

  /** The token that `take` will give, fetched now if need be. */
  async peek(): Promise<TokenGrant> {
    const ahead = this.#ahead
    const grant = await ahead
    if (grant && isFresh(grant)) return grant
    if (this.#ahead === ahead || !this.#ahead) this.#ahead = this.#fetch()
    return this.#ahead
  }

  /** A token for one opening; the next call gives another. */
  async take(): Promise<TokenGrant> {
    const ahead = this.#ahead
    this.#ahead = null
    const grant = await ahead?.catch(() => null)
    return grant && isFresh(grant) ? grant : this.#source()
  }

  /** One that fails is forgotten, so that the next caller tries again. */
  #fetch(): Promise<TokenGrant> {
    const fetching = this.#source()
    fetching.catch(() => {
      if (this.#ahead === fetching) this.#ahead = null
    })
    return fetching
  }
}

/** The page's own function made it, from whatever its shop answered. */
function checked(grant: unknown): TokenGrant {
  if (!isTokenGrant(grant)) throw new ConnectError('bad-answer')
  return grant
}

/** Whether it lasts until it has arrived. */
export function isFresh(grant: TokenGrant): boolean {
  return grant.expiresAt - Date.now() > SPARE_MS
}
