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
import { watchWaking } from './wake.ts'
import type { OpenWire } from './wire.ts'

export interface ConnectionOptions {
  tokens: TokenCache
  openWire: OpenWire
  /** What makes coming back quicker, once it is loaded. */
  recovery(): Pick<typeof import('../recovery/index.ts'), 'reopenWire' | 'watchServer'> | null
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
  /** Given up while another is sought, unless it is heard again before. */
  #doubted: Rpc | null = null
  #grant: TokenGrant | null = null
  #heartbeat: Heartbeat | null = null
  #stopWaking: () => void = () => {}
  #stopWatchingServer: () => void = () => {}
  #onReachable: () => void = () => {}
  #isLooking = false
  #heartbeatMs = 0
  /** Of the last opening. */
  #roundTripMs = 0
  #attempt: AbortController | null = null
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #lastError: Error = new ConnectError('closed')
  #stopSocketWork: () => void = () => {}
  readonly #leaving = new PageLeaving({ target: globalThis })

  constructor(options: ConnectionOptions) {
    super()
    this.#options = options
  }

  get state(): ClientState {
    return publicState(this.#machine)
  }

  /** Resolves once open. @throws what the last attempt ended with. */
  async connect(): Promise<void> {
    this.#stopWaking()
    this.#stopWaking = watchWaking(() => this.check())
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
    this.#stopWaking()
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
    this.#lookForServer()
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
        if (this.#machine.name === 'closed') this.#dropDoubted()
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
    const { logger, resume, onSocket, onNotification } = this.#options
    let open: Rpc | null = null
    let askedAt = 0
    const session = await openSession({
      grant,
      resume: resume(),
      openWire: (url, signal) => this.#openWire(url, signal),
      signal,
      logger,
      onSocket: () => {
        // From here on the server takes this one for the session's.
        this.#dropDoubted()
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

  #openWire(url: string, signal: AbortSignal): ReturnType<OpenWire> {
    const { openWire, recovery } = this.#options
    const reopenWire = recovery()?.reopenWire
    if (!reopenWire) return openWire(url, signal)
    const watch = (onReachable: () => void) => {
      this.#onReachable = onReachable
      return () => {
        this.#onReachable = () => {}
      }
    }
    return reopenWire({ openWire, url, signal, watch })
  }

  /** Looks for the server while a lost connection is sought, and at no other time. */
  #lookForServer(): void {
    const { name } = this.#machine
    const isSought = (name === 'attempting' || name === 'waiting') && this.#machine.reason !== null
    const isLooking = this.#isLooking
    if (isSought === isLooking) return
    this.#isLooking = isSought
    this.#stopWatchingServer()
    const watchServer = this.#options.recovery()?.watchServer
    if (!isSought || !watchServer || !this.#grant) return
    const onReachable = () => {
      this.#onReachable()
      this.#input({ type: 'online' })
    }
    this.#stopWatchingServer = watchServer({ url: this.#grant.url, onReachable })
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
    this.#doubted = rpc
    rpc.onAlive = () => this.#revive(rpc)
    this.#loseSocket('heartbeat-lost')
  }

  #revive(rpc: Rpc): void {
    rpc.onAlive = () => {}
    if (this.#doubted !== rpc || !this.#grant) return
    this.#options.logger.info('socket heard again')
    this.#doubted = null
    this.#rpc = rpc
    this.#work(rpc, this.#grant)
    this.#options.onRevived()
    this.#input({ type: 'revived' })
  }

  #dropDoubted(): void {
    const rpc = this.#doubted
    this.#doubted = null
    rpc?.close('heartbeat-lost')
  }

  #noteClosed(rpc: Rpc, reason: ReconnectReason): void {
    if (this.#rpc === rpc) this.#loseSocket(reason)
    if (this.#doubted !== rpc) return
    this.#doubted = null
    this.#input({ type: 'socket-closed', reason, jitter: Math.random() })
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
