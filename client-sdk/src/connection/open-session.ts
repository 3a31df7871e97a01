import {
  type Params,
  PROTOCOL_VERSIONS,
  type Result,
  type TokenGrant,
  VisavisError,
} from '@visavis/protocol/browser'
import type { ReconnectReason } from '../client-state.ts'
import { ConnectError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { type Notification, Rpc } from './rpc.ts'
import type { OpenWire } from './wire.ts'

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
    const opened = await openInAnyVersion(rpc, {
      token: grant.token,
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

/** A server that is not upgraded yet is spoken to as before: it refuses a version on a socket that stays open. */
async function openInAnyVersion(
  rpc: Rpc,
  params: Omit<Params<'session.open'>, 'protocol'>,
): Promise<Opened> {
  const [newest, ...older] = PROTOCOL_VERSIONS
  let opening = rpc.request('session.open', { ...params, protocol: newest })
  for (const protocol of older) {
    opening = opening.catch((error: unknown) => {
      if (!isOutdated(error)) throw error
      return rpc.request('session.open', { ...params, protocol })
    })
  }
  return opening
}

function isOutdated(error: unknown): boolean {
  return error instanceof VisavisError && error.code === 'unsupported-protocol'
}
