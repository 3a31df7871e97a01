import { type Availability, isAvailability, type TokenGrant } from '@visavis/protocol/browser'
import { ConnectError } from './errors.ts'
import { reach, readJson } from './token-source.ts'

/** Whether a call started now would be answered. Reads the token; it still opens a session. */
export async function fetchAvailability(grant: TokenGrant): Promise<Availability> {
  const url = new URL('availability', grant.url)
  url.protocol = url.protocol.replace('ws', 'http')
  const response = await reach(url, { headers: { authorization: `Bearer ${grant.token}` } })
  const body = await readJson(response)
  if (!isAvailability(body)) throw new ConnectError('bad-answer')
  return body
}
