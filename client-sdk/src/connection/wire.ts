import { CLOSE_REASONS, type CloseReason } from '@visavis/protocol/browser'
import { ConnectError } from '../errors.ts'

/** One connection that carries texts: a WebSocket, or in tests one end of a pair. */
export interface Wire {
  send(text: string): void
  close(reason: CloseReason): void
  /** Set once by the owner, before anything arrives. */
  onMessage: (text: string) => void
  /** Called once, with the WebSocket close code, whichever side closed. */
  onClose: (code: number) => void
}

/** Rejects with `ConnectError` `unreachable`. */
export type OpenWire = (url: string, signal: AbortSignal) => Promise<Wire>

/** A TCP and TLS handshake on a bad network takes seconds; longer than this it is better begun anew. */
const OPEN_TIMEOUT_MS = 10_000

export const openWebSocket: OpenWire = (url, signal) => {
  const socket = new WebSocket(url)
  const wire = wireOf(socket)
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)])
  return new Promise((resolve, reject) => {
    const fail = () => {
      socket.close()
      reject(new ConnectError('unreachable'))
    }
    const settled = { once: true, signal: timeout }
    timeout.addEventListener('abort', fail, { once: true })
    socket.addEventListener('close', fail, settled)
    socket.addEventListener(
      'open',
      () => {
        timeout.removeEventListener('abort', fail)
        socket.removeEventListener('close', fail)
        resolve(wire)
      },
      settled,
    )
  })
}

function wireOf(socket: WebSocket): Wire {
  const wire: Wire = {
    send: (text) => socket.send(text),
    close: (reason) => socket.close(CLOSE_REASONS[reason], reason),
    onMessage: () => {},
    onClose: () => {},
  }
  socket.addEventListener('message', ({ data }) => wire.onMessage(String(data)))
  socket.addEventListener('close', ({ code }) => wire.onClose(code))
  return wire
}
