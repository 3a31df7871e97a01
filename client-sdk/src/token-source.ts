import type { TokenGrant } from '@visavis/protocol/browser'
import { isErrorCode, isHttpError, isTokenGrant, VisavisError } from '@visavis/protocol/browser'
import { ConnectError } from './errors.ts'

/** Asked for a token before each opening and renewal. A token opens one session only. */
export type TokenSource = () => Promise<TokenGrant>

/** A token source that asks the shop: `POST tokenUrl { product, locale }`, with the shop's cookies. */
export function tokenFromUrl(options: {
  tokenUrl: string
  product: string
  locale: string
  signal?: AbortSignal
}): TokenSource {
  const { tokenUrl, product, locale, signal } = options
  return async () => {
    const response = await reach(tokenUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ product, locale }),
      credentials: 'same-origin',
      ...(signal && { signal }),
    })
    const grant = await readJson(response)
    if (!isTokenGrant(grant)) throw new ConnectError('bad-answer')
    return grant
  }
}

/** Fetches; a failure to reach anybody is `unreachable`. */
export async function reach(url: string | URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (cause) {
    throw new ConnectError('unreachable', { cause })
  }
}

/** The body of a good answer; otherwise the error that it carries. */
export async function readJson(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return body
  if (isHttpError(body) && isErrorCode(body.error.code)) throw new VisavisError(body.error.code)
  throw new ConnectError(response.status >= 500 ? 'unreachable' : 'token-refused')
}
