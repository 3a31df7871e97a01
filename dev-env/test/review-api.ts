import type { TenantId, TokenRequest } from '@visavis/protocol'
import type { Stack } from '../src/index.ts'
import { TENANT } from './recorded-call.ts'

/** The API as a reviewer's page uses it. */
export class ReviewApi {
  readonly #url: string
  readonly #token: string

  static async open(
    { url, signaling }: Stack,
    request: Partial<TokenRequest> & { tenant?: TenantId } = {},
  ): Promise<ReviewApi> {
    const { tenant = TENANT, ...token } = request
    const about = { identity: 'officer', role: 'privacy-officer', name: 'Olga Officer' } as const
    const issued = await signaling.context.issuer.issue(tenant, { ...about, ...token })
    return new ReviewApi(url, issued.token)
  }

  private constructor(url: string, token: string) {
    this.#url = url
    this.#token = token
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, ...init.headers }
    return fetch(new URL(path, this.#url), { ...init, headers })
  }

  async get(path: string) {
    return read(await this.fetch(path))
  }

  async post(path: string, body?: object) {
    const json = body && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }
    return read(await this.fetch(path, { method: 'POST', ...json }))
  }

  /** The code of the refusal, or `undefined`. */
  async refusal(path: string, method = 'GET'): Promise<string | undefined> {
    return (await read(await this.fetch(path, { method }))).error?.code
  }
}

/** Answers are looked at field by field. */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of them
async function read(response: Response): Promise<any> {
  return response.status === 204 ? {} : response.json()
}
