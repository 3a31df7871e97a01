import { setTimeout as delay } from 'node:timers/promises'
import WebSocket from 'ws'
import type { LinkTls } from './link-tls.ts'

const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 5_000
const HANDSHAKE_MS = 5_000
const MISSED_PINGS = 2

export interface ReconnectingSocketOptions {
  url: string
  headers: Readonly<Record<string, string>>
  tls?: LinkTls | undefined
  maxPayload: number
  heartbeatMs: number
  onText(text: string): void
  onDown(reason: string): void
}

/** One WebSocket after the other, for as long as it is not closed. Waits longer, at random, each time in vain. */
export class ReconnectingSocket implements AsyncDisposable {
  readonly #options: ReconnectingSocketOptions
  readonly #abort = new AbortController()
  readonly #ended: Promise<void>
  #socket: WebSocket | undefined

  constructor(options: ReconnectingSocketOptions) {
    this.#options = options
    this.#ended = this.#run()
  }

  get isUp(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  /** Bytes that the other side has not taken yet. */
  get queuedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0
  }

  send(text: string): void {
    this.#socket?.send(text)
  }

  /** Gives this socket up; the next one follows. */
  drop(): void {
    this.#socket?.terminate()
  }

  async close(): Promise<void> {
    this.#abort.abort()
    await this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort
    for (let vain = 0; !signal.aborted; vain++) {
      if (await this.#live()) vain = 0
      await delay(backoffMs(vain), undefined, { signal }).catch(() => undefined)
    }
  }

  /** One socket from beginning to end: whether it was ever up. */
  async #live(): Promise<boolean> {
    const { url, headers, tls, maxPayload, onText, onDown } = this.#options
    const socket = new WebSocket(url, {
      headers,
      ...tls,
      maxPayload,
      handshakeTimeout: HANDSHAKE_MS,
      perMessageDeflate: false,
    })
    this.#socket = socket
    using _ = this.#closeOnAbort(socket)
    let wasUp = false
    let reason = 'closed'
    socket.on('error', (error) => {
      reason = error.message
    })
    socket.on('message', (data, isBinary) => onText(isBinary ? '' : data.toString()))
    socket.once('open', () => {
      wasUp = true
      this.#keepAlive(socket)
    })
    await new Promise<void>((resolve) => socket.once('close', () => resolve()))
    this.#socket = undefined
    onDown(reason)
    return wasUp
  }

  #closeOnAbort(socket: WebSocket): Disposable {
    const { signal } = this.#abort
    const end = () => {
      socket.close(1000)
      // A node that is gone answers no farewell.
      const impatience = setTimeout(() => socket.terminate(), 1_000)
      socket.once('close', () => clearTimeout(impatience))
    }
    signal.addEventListener('abort', end, { once: true })
    return { [Symbol.dispose]: () => signal.removeEventListener('abort', end) }
  }

  #keepAlive(socket: WebSocket): void {
    let missed = 0
    const timer = setInterval(() => {
      if (missed++ >= MISSED_PINGS) socket.terminate()
      else socket.ping()
    }, this.#options.heartbeatMs)
    socket.on('pong', () => {
      missed = 0
    })
    socket.once('close', () => clearInterval(timer))
  }
}

/** Full jitter: instances that lost the same node do not come back at the same time. */
function backoffMs(vain: number): number {
  return Math.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** vain)
}
