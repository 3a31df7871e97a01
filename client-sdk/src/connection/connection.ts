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
import type { SocketCare } from '../recovery/socket-care.ts'
import { wait } from '../wait.ts'
import { Heartbeat } from './heartbeat.ts'
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
import { isFresh, type TokenCache } from './token-cache.ts'
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
  /** The socket that was given up goes on after all. */
  onRevived(): void
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
  #care: SocketCare | null = null
  #grant: TokenGrant | null = null
  #heartbeat: Heartbeat | null = null
  #heartbeatMs = 0
  /** Of the last opening. */
  #networkMs = 0
  #roundTripMs = 0
  #attempt: AbortController | null = null
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #lastError: Error = new ConnectError('closed')
  #stopSocketWork: () => void = () => {}
  readonly #leaving = new PageLeaving({ target: globalThis })
  readonly #onOnline = () => this.check()

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

  /**
   * Sends at once what is worth nothing later, over a socket in doubt too: a full network that is to be told of is what
   * brings sockets into doubt. Whoever tells something tells it again over a new socket.
   */
  tell<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    return (this.#rpc ?? this.#care?.doubted ?? this).request(method, params)
  }

  /** What the network takes now, known by other means. */
  noteRoundTrip(networkMs: number): void {
    this.#networkMs = networkMs
    this.#heartbeat?.noteRoundTrip(networkMs)
  }

  /** Comes back with care from now on. */
  useCare(create: typeof SocketCare): void {
    this.#care ??= new create({
      onRevived: (rpc) => this.#revive(rpc),
      onReachable: () => this.#input({ type: 'online' }),
      onWake: () => this.check(),
      networkMs: () => this.#networkMs,
    })
  }

  /** There is reason to look after the connection now: asks whether the socket lives, or tries to come back at once. */
  check(): void {
    if (this.#rpc) this.#heartbeat?.check()
    else this.#input({ type: 'online' })
  }

  /** Says goodbye and closes. */
  async close(): Promise<void> {
    // Best effort: one that does not arrive is followed by the end of the resume window.
    const goodbye = this.#rpc?.request('session.close', {}).catch(() => {})
    await Promise.race([goodbye, wait(GOODBYE_MS)])
    this.#input({ type: 'close' })
    globalThis.removeEventListener?.('online', this.#onOnline)
    this.#care?.close()
    this.#care = null
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
    if (this.#grant) this.#care?.follow(isSought(this.#machine), this.#grant.url)
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
        if (this.#machine.name === 'closed') this.#care?.drop()
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
      const grant = await this.#takeGrant()
      const session = await this.#openSession(grant, attempt.signal)
      if (attempt.signal.aborted) session.rpc.close('finished')
      else if (session.rpc.closed) throw new ConnectError('connection-lost')
      else this.#useSocket(session.rpc, session.opened, grant)
    } catch (error) {
      if (!attempt.signal.aborted) this.#fail(error)
    }
  }

  /** A token opens one session, but continues it as often as need be. */
  async #takeGrant(): Promise<TokenGrant> {
    const known = this.#grant
    return known && isFresh(known) && this.#options.resume() ? known : this.#options.tokens.take()
  }

  async #openSession(grant: TokenGrant, signal: AbortSignal) {
    const { openWire, logger, resume, onSocket, onNotification } = this.#options
    let open: Rpc | null = null
    let askedAt = 0
    const session = await openSession({
      grant,
      resume: resume(),
      openWire: (url, signal) =>
        this.#care?.openWire(openWire, url, signal) ?? openWire(url, signal),
      signal,
      logger,
      onSocket: () => {
        this.#care?.drop()
        askedAt = Date.now()
        onSocket()
      },
      onNotification,
      onClosed: (reason) => open && this.#noteClosed(open, reason),
    })
    open = session.rpc
    this.#roundTripMs = Date.now() - askedAt
    return session
  }

  #useSocket(rpc: Rpc, opened: Opened, grant: TokenGrant): void {
    this.#rpc = rpc
    this.#grant = grant
    this.#heartbeatMs = opened.heartbeatMs
    this.#work(rpc, grant)
    this.#options.logger.info('session open', { session: opened.session })
    this.#options.onOpened(opened)
    this.#input({ type: 'opened' })
  }

  #work(rpc: Rpc, grant: TokenGrant): void {
    const heartbeat = new Heartbeat(rpc, {
      heartbeatMs: this.#heartbeatMs,
      roundTripMs: this.#roundTripMs,
      onDoubt: () => this.#doubt(rpc),
    })
    heartbeat.noteRoundTrip(this.#networkMs)
    this.#heartbeat = heartbeat
    const stopRenewing = startRenewing({
      grant,
      tokens: this.#options.tokens,
      renew: async (newer) => {
        await rpc.request('session.renew', { token: newer.token })
        this.#grant = newer
      },
      onError: (error) => this.#report(error),
    })
    this.#stopSocketWork = () => {
      heartbeat.stop()
      stopRenewing()
    }
  }

  /** Nothing came back: another socket is sought, while this one may still turn out to be slow. */
  #doubt(rpc: Rpc): void {
    if (this.#rpc !== rpc) return
    if (this.#care) {
      this.#care.doubt(rpc)
      this.#loseSocket('heartbeat-lost')
    } else {
      rpc.close('heartbeat-lost')
    }
  }

  #revive(rpc: Rpc): void {
    if (!this.#grant) return
    this.#rpc = rpc
    this.#work(rpc, this.#grant)
    this.#options.onRevived()
    this.#input({ type: 'revived' })
  }

  #noteClosed(rpc: Rpc, reason: ReconnectReason): void {
    if (this.#rpc === rpc) this.#loseSocket(reason)
    else if (this.#care?.forget(rpc)) this.#input({ type: 'socket-closed', reason, jitter: 0 })
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

function isSought(state: ReconnectState): boolean {
  return (state.name === 'attempting' || state.name === 'waiting') && state.reason !== null
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
