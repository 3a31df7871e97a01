import {
  type CloseReason,
  closeReasonOf,
  isErrorFrame,
  isNotificationFrame,
  isResultFrame,
  type Method,
  NOTIFICATION_CHECKS,
  type NotificationMethod,
  type NotificationParams,
  type Params,
  RESULT_CHECKS,
  type Result,
  VisavisError,
} from '@visavis/protocol/browser'
import type { ReconnectReason } from '../client-state.ts'
import { ConnectError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { Wire } from './wire.ts'

export type Notification = {
  [N in NotificationMethod]: { readonly method: N; readonly params: NotificationParams<N> }
}[NotificationMethod]

interface Pending {
  readonly method: Method
  readonly timer: ReturnType<typeof setTimeout>
  resolve(result: unknown): void
  reject(error: Error): void
}

export interface RpcOptions {
  wire: Wire
  logger: Logger
  onNotification(notification: Notification): void
  /** Once, after every pending request was rejected. */
  onClosed(reason: ReconnectReason): void
  /** How long an answer may take. Lower finds trouble sooner, but gives up on slow networks. */
  timeoutMs?: number
}

const REQUEST_TIMEOUT_MS = 10_000

/** Requests and notifications over one wire: JSON-RPC 2.0, checked on arrival. */
export class Rpc {
  /** Called with the first request after the other side was last heard. */
  onWaiting: () => void = () => {}
  /** Called with each sign of life. */
  onAlive: () => void = () => {}
  readonly #wire: Wire
  readonly #options: RpcOptions
  readonly #pending = new Map<number, Pending>()
  #nextId = 1
  #closed: ReconnectReason | null = null
  #lastReceivedAt = Date.now()
  #waitingSince: number | null = null

  constructor(options: RpcOptions) {
    this.#options = options
    this.#wire = options.wire
    this.#wire.onMessage = (text) => this.#receive(text)
    this.#wire.onClose = (code) => this.#finish(closeReasonOf(code) ?? 'connection-lost')
  }

  /** Unix time in milliseconds at which the other side last gave a sign of life. */
  get lastReceivedAt(): number {
    return this.#lastReceivedAt
  }

  /** When the first request was sent after that, in the same unit. */
  get waitingSince(): number | null {
    return this.#waitingSince
  }

  get closed(): boolean {
    return this.#closed !== null
  }

  /** @throws {VisavisError} as the server answered, or {ConnectError} when no answer came. */
  request<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    if (this.#closed) return Promise.reject(new ConnectError('connection-lost'))
    const id = this.#nextId++
    return new Promise<Result<M>>((resolve, reject) => {
      const timeoutMs = this.#options.timeoutMs ?? REQUEST_TIMEOUT_MS
      const timer = setTimeout(
        () => this.#settle(id)?.reject(new ConnectError('timeout')),
        timeoutMs,
      )
      // The check chosen by `method` stands between the wire and `resolve`.
      const accept = resolve as (result: unknown) => void
      this.#pending.set(id, { method, timer, resolve: accept, reject })
      this.#wire.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
      if (this.#waitingSince === null) {
        this.#waitingSince = Date.now()
        this.onWaiting()
      }
    })
  }

  /** Closes the wire and rejects what is pending. */
  close(reason: CloseReason): void {
    if (this.#closed) return
    this.#wire.close(reason)
    this.#finish(reason)
  }

  #finish(reason: ReconnectReason): void {
    if (this.#closed) return
    this.#closed = reason
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id)?.reject(new ConnectError('connection-lost'))
    }
    this.#options.onClosed(reason)
  }

  #receive(text: string): void {
    if (this.#closed) return
    this.#lastReceivedAt = Date.now()
    this.#waitingSince = null
    this.onAlive()
    const frame = parseJson(text)
    if (isResultFrame(frame)) this.#receiveResult(frame.id, frame.result)
    else if (isErrorFrame(frame))
      this.#receiveError(frame.id, new VisavisError(frame.error.data.code))
    else if (isNotificationFrame(frame)) this.#receiveNotification(frame.method, frame.params)
    else this.#receiveUnknown(frame)
  }

  #receiveResult(id: number, result: unknown): void {
    const pending = this.#settle(id)
    if (!pending) return
    if (RESULT_CHECKS[pending.method](result)) pending.resolve(result)
    else pending.reject(new ConnectError('bad-answer'))
  }

  #receiveError(id: number | null, error: VisavisError): void {
    const pending = id === null ? undefined : this.#settle(id)
    if (pending) pending.reject(error)
    else this.#options.logger.warn('error without request', { code: error.code })
  }

  #receiveNotification(method: string, params: unknown): void {
    const notification = checkNotification(method, params)
    if (notification) this.#options.onNotification(notification)
    // One of a later version is no mistake.
    else this.#options.logger.debug('notification skipped', { method })
  }

  /** An answer of a shape that is not ours still ends its request, as an error of a later version does. */
  #receiveUnknown(frame: unknown): void {
    this.#options.logger.warn('frame not understood')
    if (typeof frame !== 'object' || frame === null || !('id' in frame)) return
    if (typeof frame.id === 'number') this.#settle(frame.id)?.reject(new ConnectError('bad-answer'))
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    if (!pending) return undefined
    this.#pending.delete(id)
    clearTimeout(pending.timer)
    return pending
  }
}

function checkNotification(method: string, params: unknown): Notification | null {
  if (!Object.hasOwn(NOTIFICATION_CHECKS, method)) return null
  const known = method as NotificationMethod
  if (!NOTIFICATION_CHECKS[known](params)) return null
  // Method and parameters were checked together; the compiler cannot pair them.
  return { method: known, params } as Notification
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
