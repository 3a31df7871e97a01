import { type Availability, isAvailability, type TokenGrant } from '@visavis/protocol/browser'
import { ConnectError } from './errors.ts'
import { reach, readJson } from './token-source.ts'

/** Whether a call started now would be answered. Reads the token; it still opens a session. */
export async function fetchAvailability(grant: TokenGrant): Promise<Availability> {
  const body = await readJson(
    await reach(urlOf(grant, 'availability'), { headers: headersOf(grant) }),
  )
  if (!isAvailability(body)) throw new ConnectError('bad-answer')
  return body
}

/** Of something that the server has beside its socket. */
export function urlOf(grant: TokenGrant, path: string): URL {
  const url = new URL(path, grant.url)
  url.protocol = url.protocol.replace('ws', 'http')
  return url
}

export function headersOf({ token }: TokenGrant): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}
