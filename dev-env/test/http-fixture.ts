import type { TokenGrant } from '@visavis/protocol'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'

/** The answer's body as its schema says. */
export async function parse<S extends TSchema>(
  schema: S,
  response: Response | Promise<Response>,
): Promise<Static<S>> {
  return Value.Parse(schema, await (await response).json())
}

/** What a browser would send back. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** A token's claims, unchecked. */
export function payloadOf({ token }: TokenGrant): Record<string, unknown> {
  const [, payload = ''] = token.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}
