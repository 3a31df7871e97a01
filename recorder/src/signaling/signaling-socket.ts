import { once } from 'node:events'
import {
  isErrorCode,
  PROTOCOL_VERSIONS,
  type RecorderMethod,
  type RecorderParams,
  type RecorderResult,
  type RtpCapabilities,
  VisavisError,
} from '@visavis/protocol'
import { WebSocket } from 'ws'
import { type Frame, readFrame, type SocketNotification } from './frames.ts'
import { checkResult, readOpening } from './results.ts'

const ANSWER_MS = 10_000

export interface RecorderToken {
  /** `ws:` or `wss:` */
  readonly url: string
  readonly token: string
  /** Unix milliseconds. */
  readonly expiresAt: number
  /** The server is of this process, so nobody has to vouch for its certificate. */
  readonly isOwn?: boolean
}

export interface SocketListener {
  onNotification(notification: SocketNotification): void
}

interface Waiter {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

/** A recorder's session at signaling. Ends with its socket; whoever wants another opens one. */
export class SignalingSocket implements Disposable {
  readonly rtpCapabilities: RtpCapabilities
  /** Resolves when nothing can be asked any more. */
  readonly closed: Promise<void>
  readonly #requests: Requests

  static async open(
    { url, token, isOwn = false }: RecorderToken,
    listener: SocketListener,
  ): Promise<SignalingSocket> {
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      handshakeTimeout: ANSWER_MS,
      rejectUnauthorized: !isOwn,
    })
    const requests = new Requests(socket, listener)
    try {
      await once(socket, 'open')
      const opening = await openInAnyVersion(requests, token)
      return new SignalingSocket(requests, readOpening(opening))
    } catch (error) {
      socket.terminate()
      throw error
    }
  }

  private constructor(requests: Requests, { rtpCapabilities }: ReturnType<typeof readOpening>) {
    this.#requests = requests
    this.closed = requests.closed
    this.rtpCapabilities = rtpCapabilities
  }

  async call<M extends RecorderMethod>(
    method: M,
    params: RecorderParams<M>,
  ): Promise<RecorderResult<M>> {
    return checkResult(method, await this.#requests.send(method, params))
  }

  /** Puts a fresh token in force. */
  async renew(token: string): Promise<void> {
    await this.#requests.send('session.renew', { token })
  }

  close(): void {
    this.#requests.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** Requests and their answers on one socket. */
class Requests {
  readonly closed: Promise<void>
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, Waiter>()
  #nextId = 1

  constructor(socket: WebSocket, listener: SocketListener) {
    this.#socket = socket
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()))
    // A `close` follows.
    socket.on('error', () => {})
    socket.on('message', (data) => this.#read(String(data), listener))
    socket.once('close', () => this.#end())
  }

  send(method: string, params: object): Promise<unknown> {
    if (this.#socket.readyState !== WebSocket.OPEN) return Promise.reject(unreachable())
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#socket.terminate(), ANSWER_MS)
      this.#waiting.set(id, { resolve, reject, timer })
      this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    })
  }

  close(): void {
    this.#socket.close(1000)
  }

  #read(text: string, listener: SocketListener): void {
    const frame = this.#parse(text)
    if (frame?.kind === 'notification') listener.onNotification(frame.notification)
    if (frame?.kind === 'result') this.#take(frame.id)?.resolve(frame.result)
    if (frame?.kind === 'error') {
      const { code, message: detail } = frame.error
      this.#take(frame.id)?.reject(
        new VisavisError(isErrorCode(code) ? code : 'internal', { detail }),
      )
    }
  }

  /** What cannot be read ends the socket: nothing may be recorded on a guess. */
  #parse(text: string): Frame | undefined {
    try {
      return readFrame(text)
    } catch {
      this.#socket.terminate()
      return undefined
    }
  }

  #take(id: number | null): Waiter | undefined {
    if (id === null) return undefined
    const waiter = this.#waiting.get(id)
    this.#waiting.delete(id)
    clearTimeout(waiter?.timer)
    return waiter
  }

  #end(): void {
    for (const id of [...this.#waiting.keys()]) this.#take(id)?.reject(unreachable())
  }
}

/** Signaling that is not upgraded yet refuses a version on a socket that stays open. */
async function openInAnyVersion(requests: Requests, token: string): Promise<unknown> {
  const [newest, ...older] = PROTOCOL_VERSIONS
  let opening = requests.send('session.open', { token, protocol: newest })
  for (const protocol of older) {
    opening = opening.catch((error: unknown) => {
      const isOutdated = error instanceof VisavisError && error.code === 'unsupported-protocol'
      if (!isOutdated) throw error
      return requests.send('session.open', { token, protocol })
    })
  }
  return opening
}

function unreachable(): VisavisError {
  return new VisavisError('media-unavailable', { detail: 'Signaling cannot be reached.' })
}
