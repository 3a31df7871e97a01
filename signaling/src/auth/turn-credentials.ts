import { createHmac } from 'node:crypto'
import type { Result, SessionId } from '@visavis/protocol'

export type IceServers = Result<'session.open'>['iceServers']

export interface TurnRelays {
  /** RFC 7065. */
  readonly urls: readonly string[]
  /** Shared with the relays. */
  readonly secret: string
}

/** Longer than any call: a relay looks at them again whenever it is asked to go on. */
const LIFETIME_S = 24 * 60 * 60

/**
 * Credentials for one session, which relays that know the secret can check without asking anybody:
 * draft-uberti-behave-turn-rest-00, section 2.2. Empty without relays.
 */
export function turnServers(
  { urls, secret }: TurnRelays,
  session: SessionId,
  now: number = Date.now(),
): IceServers {
  if (urls.length === 0) return []
  const username = `${Math.floor(now / 1_000) + LIFETIME_S}:${session}`
  const credential = createHmac('sha1', secret).update(username).digest('base64')
  return [{ urls: [...urls], username, credential }]
}
