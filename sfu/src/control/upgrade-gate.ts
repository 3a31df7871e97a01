import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { SFU_CALLER_HEADER } from '@visavis/protocol'
import { randomName } from '../random-name.ts'
import { secretGate } from './secret-gate.ts'

const STATUS = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found' } as const
type RefusedStatus = keyof typeof STATUS

export interface UpgradeRules {
  readonly secret: string | undefined
  /** One that the server's authority signed. */
  readonly wantsCertificate?: boolean
}

/** Judges upgrade requests: the status to refuse one with, or `undefined` to let it in. */
export function upgradeGate({
  secret,
  wantsCertificate = false,
}: UpgradeRules): (request: IncomingMessage) => RefusedStatus | undefined {
  const opens = secret ? secretGate(secret) : () => true
  return ({ url, headers, socket }) => {
    if (url !== '/') return 404
    // Only browsers send it, and no page has business here, not even one opened on this machine.
    if (headers.origin !== undefined) return 403
    if (wantsCertificate && !(socket instanceof TLSSocket && socket.authorized)) return 401
    return opens(headers.authorization) ? undefined : 401
  }
}

/** Answers, and waits for nothing more: the peer need not close. */
export function refuseUpgrade(socket: Duplex, status: RefusedStatus): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    () => socket.destroy(),
  )
}

/** One who gives no name is new each time. */
export function callerOf({ headers }: IncomingMessage): string {
  const name = headers[SFU_CALLER_HEADER]
  return typeof name === 'string' && name.length > 0 ? name.slice(0, 64) : randomName()
}
