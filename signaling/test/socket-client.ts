import {
  closeReasonOf,
  type ErrorCode,
  type Method,
  type NotificationMethod,
  type NotificationParams,
  type Params,
  PROTOCOL_VERSION,
  type Result,
} from '@visavis/protocol'
import { WebSocket } from 'ws'

export interface SocketClientOptions {
  readonly origin?: string
  readonly headers?: Record<string, string>
}

export interface Notification {
  readonly method: string
  readonly params: unknown
}

/** An answer that says no. */
export class Refused extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode) {
    super(code)
    this.code = code
  }
}

interface Waiter {
  readonly resolve: (result: never) => void
  readonly reject: (error: Error) => void
}

/** A client with a WebSocket and nothing else, so that it can misbehave. */
export class SocketClient implements Disposable {
  readonly ws: WebSocket
  readonly notifications: Notification[] = []
  /** Errors to frames whose id could not be read. */
  readonly anonymousErrors: ErrorCode[] = []
  readonly closed: Promise<string>
  readonly #pending = new Map<number, Waiter>()
  readonly #listeners = new Set<() => void>()
  #nextId = 1

  static async connect(url: string, { origin, headers = {} }: SocketClientOptions) {
    const client = new SocketClient(new WebSocket(url, { headers, ...(origin && { origin }) }))
    await client.#opened()
    return client
  }

  private constructor(ws: WebSocket) {
    this.ws = ws
    ws.on('message', (data) => this.#onText(String(data)))
    this.closed = new Promise((resolve) => {
      ws.on('close', (code) => {
        for (const { reject } of this.#pending.values()) reject(new Error('The socket is closed'))
        this.#changed()
        resolve(closeReasonOf(code) ?? String(code))
      })
    })
  }

  /** Every answered request. Rejects with `Refused`. */
  request<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    return this.raw(method, params)
  }

  /** For requests that the types would not allow. */
  raw<R>(method: string, params: unknown): Promise<R> {
    const id = this.#nextId++
    const answer = new Promise<R>((resolve, reject) => this.#pending.set(id, { resolve, reject }))
    this.ws.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    return answer
  }

  open(
    token: string,
    resume?: Params<'session.open'>['resume'],
    protocol: number = PROTOCOL_VERSION,
  ): Promise<Result<'session.open'>> {
    return this.request('session.open', {
      token,
      protocol,
      ...(resume && { resume }),
    })
  }

  /** The code that a request is refused with. */
  async refusal(answer: Promise<unknown>): Promise<ErrorCode | 'accepted'> {
    try {
      await answer
      return 'accepted'
    } catch (error) {
      if (error instanceof Refused) return error.code
      throw error
    }
  }

  /** Parameters of all such notifications so far. */
  all<N extends NotificationMethod>(method: N): NotificationParams<N>[] {
    return this.notifications
      .filter((notification) => notification.method === method)
      .map(({ params }) => params as NotificationParams<N>)
  }

  /** Resolves once `condition` gives something, looked at after each frame. */
  async until<T>(condition: () => T | undefined | false): Promise<T> {
    for (;;) {
      const value = condition()
      if (value) return value
      if (this.ws.readyState !== WebSocket.OPEN) throw new Error('The socket closed while waiting')
      await new Promise<void>((resolve) => {
        const listener = () => {
          this.#listeners.delete(listener)
          resolve()
        }
        this.#listeners.add(listener)
      })
    }
  }

  notified<N extends NotificationMethod>(
    method: N,
    condition: (params: NotificationParams<N>) => boolean = () => true,
  ): Promise<NotificationParams<N>> {
    return this.until(() => this.all(method).find(condition))
  }

  /** As a cable that is pulled out. */
  cut(): void {
    this.ws.terminate()
  }

  [Symbol.dispose](): void {
    this.cut()
  }

  #opened(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.ws.once('open', resolve)
      this.ws.once('error', reject)
      this.ws.on('error', () => {})
    })
  }

  #onText(text: string): void {
    const frame = JSON.parse(text)
    if (frame.method !== undefined) this.notifications.push(frame)
    else if (frame.id === null) this.anonymousErrors.push(frame.error.data.code)
    else this.#settle(frame)
    this.#changed()
  }

  #settle(frame: { id: number; result: never; error?: { data: { code: ErrorCode } } }): void {
    const waiter = this.#pending.get(frame.id)
    this.#pending.delete(frame.id)
    if (frame.error) waiter?.reject(new Refused(frame.error.data.code))
    else waiter?.resolve(frame.result)
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}
