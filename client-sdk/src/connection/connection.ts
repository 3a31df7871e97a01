import {
  type Method,
  type Params,
  type Result,
  type TokenGrant,
  VisavisError,
} from '@visavis/protocol/browser'
import type { ClientState, ReconnectReason } from '../client-state.ts'
import { Emitter } from '../emitter.ts'
import { ConnectError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { wait } from '../wait.ts'
import { keepAlive } from './heartbeat.ts'
import { type Opened, openSession, type Resume } from './open-session.ts'
import { PageLeaving } from './page-leaving.ts'
import {
  type ReconnectEffect,
  type ReconnectInput,
  type ReconnectState,
  step,
} from './reconnect-machine.ts'
import { startRenewing } from './renewing.ts'
import type { Notification, Rpc } from './rpc.ts'
import type { TokenCache } from './token-cache.ts'
import type { OpenWire } from './wire.ts'

export interface ConnectionOptions {
  tokens: TokenCache
  openWire: OpenWire
  logger: Logger
  /** Asked at each attempt: what to continue, if anything. */
  resume(): Resume | null
  /** The server will not continue it: ask for nothing next time. */
  onResumeRefused(): void
  /** Runs before any request that waited for the opening goes out. */
  onOpened(opened: Opened): void
  onSocket(): void
  onNotification(notification: Notification): void
}

interface ConnectionEvents {
  state: ClientState
  /** The session cannot go on by itself. */
  ended: ReconnectReason
  /** Something failed in the background. */
  error: VisavisError | ConnectError
}

/** How long a goodbye may take. The server may close the socket instead of answering. */
const GOODBYE_MS = 1_000

/** One session over as many sockets as it takes. */
export class Connection extends Emitter<ConnectionEvents> {
  readonly #options: ConnectionOptions
  #machine: ReconnectState = { name: 'idle' }
  #rpc: Rpc | null = null
  #attempt: AbortController | null = null
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #lastError: Error = new ConnectError('closed')
  #stopSocketWork: () => void = () => {}
  readonly #leaving = new PageLeaving({ target: globalThis })
  readonly #onOnline = () => this.#input({ type: 'online' })

  constructor(options: ConnectionOptions) {
    super()
    this.#options = options
  }

  get state(): ClientState {
    return publicState(this.#machine)
  }

  /** Resolves once open. @throws what the last attempt ended with. */
  async connect(): Promise<void> {
    globalThis.addEventListener?.('online', this.#onOnline)
    this.#leaving.watch()
    this.#input({ type: 'connect' })
    await this.#whenOpen()
  }

  /** Sends a request, after the reconnection where one is under way. It is never sent twice. */
  async request<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    if (this.#machine.name === 'idle' || this.#machine.name === 'closed') {
      throw new ConnectError('closed')
    }
    return (this.#rpc ?? (await this.#whenOpen())).request(method, params)
  }

  /** Says goodbye and closes. */
  async close(): Promise<void> {
    // Best effort: one that does not arrive is followed by the end of the resume window.
    const goodbye = this.#rpc?.request('session.close', {}).catch(() => {})
    await Promise.race([goodbye, wait(GOODBYE_MS)])
    this.#input({ type: 'close' })
    globalThis.removeEventListener?.('online', this.#onOnline)
    this.#leaving.stopWatching()
  }

  async #whenOpen(): Promise<Rpc> {
    while (!this.#rpc) {
      if (this.#machine.name === 'idle' || this.#machine.name === 'closed') throw this.#lastError
      await this.once('state')
    }
    return this.#rpc
  }

  #input(input: ReconnectInput): void {
    const { state, effects } = step(this.#machine, input, Date.now())
    const changed = state !== this.#machine
    this.#machine = state
    for (const effect of effects) this.#perform(effect)
    if (changed) this.emit('state', publicState(state))
  }

  #perform(effect: ReconnectEffect): void {
    switch (effect.type) {
      case 'attempt':
        void this.#tryToOpen()
        return
      case 'retry-after':
        this.#retryTimer = setTimeout(() => this.#input({ type: 'retry-due' }), effect.delayMs)
        return
      case 'stop':
        clearTimeout(this.#retryTimer)
        this.#attempt?.abort()
        return
      case 'close-socket':
        this.#rpc?.close('finished')
        return
      case 'give-up':
        this.#options.logger.info('connection ended', { reason: effect.reason })
        this.emit('ended', effect.reason)
        return
      default:
        effect satisfies never
    }
  }

  /** Reports its outcome to the machine; never throws. */
  async #tryToOpen(): Promise<void> {
    const attempt = new AbortController()
    this.#attempt = attempt
    try {
      await this.#leaving.over()
      attempt.signal.throwIfAborted()
      const grant = await this.#options.tokens.take()
      const session = await this.#openSession(grant, attempt.signal)
      if (attempt.signal.aborted) session.rpc.close('finished')
      else if (session.rpc.closed) throw new ConnectError('connection-lost')
      else this.#useSocket(session.rpc, session.opened, grant)
    } catch (error) {
      if (!attempt.signal.aborted) this.#fail(error)
    }
  }

  async #openSession(grant: TokenGrant, signal: AbortSignal) {
    const { openWire, logger, resume, onSocket, onNotification } = this.#options
    let open: Rpc | null = null
    const session = await openSession({
      grant,
      resume: resume(),
      openWire,
      signal,
      logger,
      onSocket,
      onNotification,
      onClosed: (reason) => open && this.#rpc === open && this.#loseSocket(reason),
    })
    open = session.rpc
    return session
  }

  #useSocket(rpc: Rpc, opened: Opened, grant: TokenGrant): void {
    this.#rpc = rpc
    const stopHeartbeat = keepAlive(rpc, opened.heartbeatMs)
    const stopRenewing = startRenewing({
      grant,
      tokens: this.#options.tokens,
      renew: (token) => rpc.request('session.renew', { token }),
      onError: (error) => this.#report(error),
    })
    this.#stopSocketWork = () => {
      stopHeartbeat()
      stopRenewing()
    }
    this.#options.logger.info('session open', { session: opened.session })
    this.#options.onOpened(opened)
    this.#input({ type: 'opened' })
  }

  #loseSocket(reason: ReconnectReason): void {
    this.#rpc = null
    this.#stopSocketWork()
    this.#lastError = new ConnectError('closed')
    this.#options.logger.info('socket closed', { reason })
    this.#input({ type: 'socket-closed', reason, jitter: Math.random() })
  }

  #fail(error: unknown): void {
    const failure = asFailure(error)
    const { reason, final } = failureOf(failure)
    if (reason === 'resume-refused') this.#options.onResumeRefused()
    this.#options.logger.info('opening failed', { reason })
    this.#lastError = failure
    this.#input({ type: 'failed', reason, final, jitter: Math.random() })
  }

  #report(error: unknown): void {
    this.emit('error', asFailure(error))
  }
}

type Failure = VisavisError | ConnectError

/** What else a token source may throw is a failure to reach the shop. */
function asFailure(error: unknown): Failure {
  if (error instanceof VisavisError || error instanceof ConnectError) return error
  return new ConnectError('unreachable', { cause: error })
}

/** What a failed attempt means for the next one. */
function failureOf(error: Failure): { reason: ReconnectReason; final: boolean } {
  if (error instanceof VisavisError) return { reason: error.code, final: !error.retryable }
  const final = error.reason === 'token-refused' || error.reason === 'bad-answer'
  return { reason: error.reason, final }
}

function publicState(state: ReconnectState): ClientState {
  switch (state.name) {
    case 'idle':
      return { name: 'idle' }
    case 'open':
      return { name: 'open' }
    case 'closed':
      return { name: 'closed', reason: state.reason }
    case 'attempting':
    case 'waiting': {
      const { attempt, reason } = state
      return reason === null ? { name: 'connecting' } : { name: 'reconnecting', attempt, reason }
    }
    default:
      return state satisfies never
  }
}
