import type { Params, Result, TokenGrant } from '@visavis/protocol/browser'
import type { ReconnectReason } from '../client-state.ts'
import { ConnectError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { type Notification, Rpc } from './rpc.ts'
import type { OpenWire } from './wire.ts'

/** `media.moving` of version 2 is not followed here yet: to version 1 the server says `media.lost`. */
const SPOKEN_VERSION = 1

export type Opened = Result<'session.open'>
export type Resume = NonNullable<Params<'session.open'>['resume']>

export interface OpenSessionOptions {
  grant: TokenGrant
  resume: Resume | null
  openWire: OpenWire
  signal: AbortSignal
  logger: Logger
  /** The socket is there; the session is not open yet. */
  onSocket(): void
  onNotification(notification: Notification): void
  onClosed(reason: ReconnectReason): void
}

/** One attempt: a socket, and on it an open session. Leaves no socket behind when it fails. */
export async function openSession(
  options: OpenSessionOptions,
): Promise<{ rpc: Rpc; opened: Opened }> {
  const { grant, resume, signal } = options
  const wire = await options.openWire(grant.url, signal)
  options.onSocket()
  const rpc = new Rpc({ ...options, wire })
  const abort = () => rpc.close('finished')
  signal.addEventListener('abort', abort)
  try {
    if (signal.aborted) throw new ConnectError('closed')
    const opened = await rpc.request('session.open', {
      token: grant.token,
      protocol: SPOKEN_VERSION,
      ...(resume && { resume }),
    })
    return { rpc, opened }
  } catch (error) {
    rpc.close('finished')
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
