import {
  CLOSE_REASONS,
  type CloseReason,
  LIMITS,
  type NotificationMethod,
  type NotificationParams,
  type Request,
  VisavisError,
} from '@visavis/protocol'
import type { Logger } from 'pino'
import type { WebSocket } from 'ws'
import type { SocketObserver } from '../ports.ts'
import type { Channel, Session } from '../sessions/session.ts'
import type { SessionLifecycle } from '../sessions/session-lifecycle.ts'
import { checkedParams, checkedResult } from './bound-method.ts'
import { errorText, notificationText, parseFrame, resultText } from './frames.ts'
import { Heartbeat } from './heartbeat.ts'
import type { MessageLimit, Verdict } from './message-limit.ts'
import type { Reply } from './reply.ts'
import type { Router } from './router.ts'

/** Bytes that may wait for a slow reader. More tolerates worse lines and costs memory for each of them. */
const MAX_QUEUED_BYTES = 1_024 * 1_024
/** A peer that does not answer our goodbye is cut off. */
const CLOSE_TIMEOUT_MS = 2_000

type State =
  | { readonly kind: 'silent'; readonly timer: NodeJS.Timeout; readonly until: number }
  /** How long it takes from here is not up to the peer. */
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly session: Session }
  | { readonly kind: 'closing' }

export interface ConnectionOptions {
  readonly socket: WebSocket
  readonly network: string
  readonly router: Router
  readonly lifecycle: SessionLifecycle
  readonly limit: MessageLimit
  readonly logger: Logger
  readonly observer?: SocketObserver
  readonly heartbeatMs?: number
  readonly openTimeoutMs?: number
}

/** One WebSocket: frames in, frames out, and when it ends. */
export class Connection implements Channel {
  readonly network: string
  readonly #socket: WebSocket
  readonly #router: Router
  readonly #lifecycle: SessionLifecycle
  readonly #limit: MessageLimit
  readonly #logger: Logger
  readonly #observer: SocketObserver | undefined
  readonly #heartbeat: Heartbeat
  #state: State

  constructor(options: ConnectionOptions) {
    const {
      socket,
      heartbeatMs = LIMITS.heartbeatMs,
      openTimeoutMs = LIMITS.openTimeoutMs,
    } = options
    this.network = options.network
    this.#socket = socket
    this.#router = options.router
    this.#lifecycle = options.lifecycle
    this.#limit = options.limit
    this.#logger = options.logger
    this.#observer = options.observer
    this.#state = this.#silent(openTimeoutMs)
    this.#heartbeat = new Heartbeat(socket, {
      everyMs: heartbeatMs,
      onLost: () => this.#cut('heartbeat-lost'),
    })
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary))
    socket.on('close', () => this.#stop())
  }

  notify<N extends NotificationMethod>(method: N, params: NotificationParams<N>): void {
    this.sendText(notificationText(method, params))
  }

  sendText(text: string): void {
    this.#send(text)
  }

  sendAndDrain(text: string): Promise<void> {
    return new Promise((resolve) => this.#send(text, () => resolve()))
  }

  end(reason: CloseReason): void {
    if (this.#state.kind === 'closing') return
    this.#socket.send(notificationText('session.ended', { reason }))
    this.#stop()
    this.#socket.close(CLOSE_REASONS[reason], reason)
    setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT_MS).unref()
    this.#observer?.ended(reason)
    this.#logger.debug({ reason }, 'socket closed by the server')
  }

  /** For a peer that will not read our goodbye in time, if ever. */
  #cut(reason: CloseReason): void {
    this.end(reason)
    this.#socket.terminate()
  }

  #send(text: string, onSent: () => void = () => {}): void {
    const isOpen = this.#state.kind !== 'closing'
    const isSlow = this.#socket.bufferedAmount > MAX_QUEUED_BYTES
    if (isOpen && !isSlow) {
      this.#socket.send(text, onSent)
    } else {
      if (isSlow) this.end('slow-reader')
      onSent()
    }
  }

  #onMessage(data: WebSocket.RawData, isBinary: boolean): void {
    if (this.#state.kind === 'closing') return
    this.#heartbeat.alive()
    const bytes = asBuffer(data)
    if (isBinary || bytes.length > LIMITS.frameBytes) this.#violate(isBinary)
    else this.#onText(bytes)
  }

  #violate(isBinary: boolean): void {
    const error = new VisavisError(isBinary ? 'invalid-request' : 'frame-too-large')
    this.#sendError(null, error)
    this.end('protocol-violation')
  }

  #onText(bytes: Buffer): void {
    const verdict = this.#isService ? 'take' : this.#limit.take(bytes.length, Date.now())
    const frame = verdict === 'close' ? undefined : parseFrame(bytes.toString('utf8'))
    if (!frame) this.end('too-many-messages')
    else if (!frame.ok) this.#sendError(frame.id, frame.error)
    else if (verdict === 'take') void this.#answer(frame.request)
    else this.#refuse(frame.request, tooMuch(verdict))
  }

  async #answer(request: Request): Promise<void> {
    const afterwards: (() => void | Promise<void>)[] = []
    const reply: Reply = { afterwards: (task) => void afterwards.push(task) }
    try {
      const result = await this.#run(request, reply)
      this.sendText(resultText(request.id, result))
    } catch (error) {
      return this.#refuse(request, error)
    }
    try {
      for (const task of afterwards) await task()
    } catch (err) {
      // The client waits for what will not come: on a new socket it asks again.
      this.#logger.error({ err, method: request.method }, 'after an answer')
      this.end('internal')
    }
  }

  #run(request: Request, reply: Reply): Promise<unknown> {
    const state = this.#state
    switch (state.kind) {
      case 'silent':
        return this.#open(request, reply)
      case 'opening':
      case 'closing':
        throw new VisavisError('not-open')
      case 'open':
        return this.#router.run(state.session, request, reply)
    }
  }

  async #open({ method, params }: Request, reply: Reply): Promise<unknown> {
    if (method !== 'session.open') throw new VisavisError('not-open')
    if (this.#state.kind !== 'silent') throw new VisavisError('already-open')
    const { timer, until } = this.#state
    clearTimeout(timer)
    const leftMs = until - performance.now()
    this.#state = { kind: 'opening' }
    try {
      const { session, result } = await this.#lifecycle.open(
        checkedParams(method, params),
        this,
        reply,
      )
      this.#onOpened(session)
      return checkedResult(method, result)
    } catch (error) {
      if (this.#isStill('opening')) this.#state = this.#silent(leftMs)
      throw error
    }
  }

  #silent(leftMs: number): State {
    const timer = setTimeout(() => this.end('open-timeout'), leftMs)
    return { kind: 'silent', timer, until: performance.now() + leftMs }
  }

  #onOpened(session: Session): void {
    // Closed while it was opening: nobody else will tell the session.
    if (this.#isStill('opening')) this.#state = { kind: 'open', session }
    else this.#lifecycle.detach(session, this)
  }

  /** It asks for the heads of all its rooms several times a second. */
  get #isService(): boolean {
    return this.#state.kind === 'open' && this.#state.session.isRecorder
  }

  #isStill(kind: State['kind']): boolean {
    return this.#state.kind === kind
  }

  #refuse({ id, method }: Request, reason: unknown): void {
    const error = VisavisError.from(reason)
    if (error.code === 'internal') this.#logger.error({ err: reason, method, id }, 'request failed')
    this.#sendError(id, error)
    // A token that is no good now will not become good on the same socket.
    const isBadToken = error.code === 'token-invalid' || error.code === 'token-expired'
    if (isBadToken && this.#isStill('silent')) this.end(error.code)
  }

  #sendError(id: number | null, error: VisavisError): void {
    this.#observer?.refused(error.code)
    this.sendText(errorText(id, error))
  }

  /** Whatever the reason: the session goes on without this socket, or has ended already. */
  #stop(): void {
    const state = this.#state
    this.#state = { kind: 'closing' }
    this.#heartbeat.close()
    if (state.kind === 'silent') clearTimeout(state.timer)
    if (state.kind === 'open') this.#lifecycle.detach(state.session, this)
  }
}

function tooMuch(verdict: Verdict): VisavisError {
  const detail = 'They are too long for so many.'
  return new VisavisError('too-many-messages', verdict === 'too-long' ? { detail } : {})
}

function asBuffer(data: WebSocket.RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}
