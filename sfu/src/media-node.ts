import {
  type SfuAnswer,
  type SfuLink,
  type SfuNoticeEvent,
  type SfuRequest,
  VisavisError,
} from '@visavis/protocol'
import { checkCall } from './check-call.ts'
import { consumerCalls } from './consumer-calls.ts'
import type { MediaLogger } from './media-logger.ts'
import type { MediaWorker } from './media-worker.ts'
import type { CallHandlers, NodeContext } from './node-context.ts'
import { NodeState } from './node-state.ts'
import { producerCalls } from './producer-calls.ts'
import { ROUTER_CAPABILITIES } from './router-codecs.ts'
import { MediaStartError } from './start-error.ts'
import { transportCalls } from './transport-calls.ts'
import { WorkerPool } from './worker-pool.ts'

export interface MediaNodeOptions {
  /** The node's name in a cluster. */
  node?: string
  /** Worker processes, each one core. */
  workers: number
  /** The mediasoup-worker binary; without it the one that the mediasoup package found. */
  workerBin?: string | undefined
  listenIp: string
  /** What browsers are told to send to. Needed where `listenIp` is a wildcard. */
  announcedAddress?: string | undefined
  /** One UDP and one TCP port per worker, counting up from it. 0 takes free ones. */
  rtcPort: number
  logger: MediaLogger
}

export interface MediaNodeStats {
  readonly transports: number
  readonly producers: number
  readonly consumers: number
  readonly sessions: number
  readonly workers: readonly MediaWorker[]
}

/** A call as it came: its method and parameters are checked before it runs. */
export interface UncheckedCall {
  readonly method: string
  readonly params: object
}

/** A media node in this process. */
export interface MediaNode extends SfuLink {
  readonly name: string
  send(calls: readonly UncheckedCall[]): Promise<readonly SfuAnswer[]>
  hasSession(session: string): boolean
  stats(): MediaNodeStats
}

const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

export async function createMediaNode(options: MediaNodeOptions): Promise<MediaNode> {
  const { workers, workerBin, announcedAddress, rtcPort, logger } = options
  // The worker takes addresses alone.
  const listenIp = options.listenIp === 'localhost' ? '127.0.0.1' : options.listenIp
  if (WILDCARDS.has(listenIp) && !announcedAddress) {
    const message = `Browsers cannot send to ${listenIp}. Set VISAVIS_ANNOUNCED_ADDRESS.`
    throw new MediaStartError('not-announceable', message)
  }
  const state = new NodeState()
  const notices = createNotices(logger)
  const pool = await WorkerPool.create({
    count: workers,
    workerBin,
    listenIp,
    announcedAddress,
    rtcPort,
    logger,
    onReplaced: (dead, replacement) =>
      notices.emit({
        notice: 'worker.died',
        params: {
          worker: dead.id,
          replacement: replacement.id,
          sessions: state.takeLostSessions(dead),
        },
      }),
  })
  return assemble(options.node ?? 'local', pool, state, notices, logger)
}

function assemble(
  node: string,
  pool: WorkerPool,
  state: NodeState,
  notices: Notices,
  logger: MediaLogger,
): MediaNode {
  const handlers = callHandlers({
    node,
    state,
    workers: () => pool.workers,
    findWorker: (id) => pool.find(id),
    notify: notices.emit,
  })
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= pool.close()
    return closing
  }
  return {
    name: node,
    async send(calls) {
      if (closing) throw new VisavisError('media-unavailable', { detail: 'The node is closed.' })
      return Promise.all(calls.map((call) => answer(handlers, call, logger)))
    },
    hasSession: (session) => state.sessions.has(session),
    onNotice: notices.listen,
    stats: () => ({
      transports: state.transports.size,
      producers: state.producers.size,
      consumers: state.consumers.size,
      sessions: state.sessions.size,
      workers: pool.workers,
    }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function callHandlers(context: NodeContext): CallHandlers {
  return {
    'node.describe': () => describe(context),
    ...transportCalls(context),
    ...producerCalls(context),
    ...consumerCalls(context),
  }
}

async function describe({ node, state, workers }: NodeContext) {
  return {
    node,
    rtpCapabilities: ROUTER_CAPABILITIES,
    workers: workers().map((worker) => ({ worker: worker.id, ...state.loadOf(worker) })),
  }
}

async function answer(
  handlers: CallHandlers,
  call: UncheckedCall,
  logger: MediaLogger,
): Promise<SfuAnswer> {
  try {
    return { result: await dispatch(handlers, checkCall(call)) }
  } catch (error) {
    if (!(error instanceof VisavisError)) logger.error({ err: error }, 'a call failed by a mistake')
    const { code, message } = VisavisError.from(error)
    return { error: { code, message } }
  }
}

function dispatch<R extends SfuRequest>(handlers: CallHandlers, { method, params }: R) {
  const handler = handlers[method] as (params: R['params']) => Promise<Record<string, unknown>>
  return handler(params)
}

interface Notices {
  emit(event: SfuNoticeEvent): void
  listen(listener: (event: SfuNoticeEvent) => void): () => void
}

function createNotices(logger: MediaLogger): Notices {
  const listeners = new Set<(event: SfuNoticeEvent) => void>()
  return {
    emit(event) {
      for (const listener of listeners) {
        try {
          listener(event)
        } catch (error) {
          logger.error({ err: error, notice: event.notice }, 'a notice listener threw')
        }
      }
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
