import { type NodeAdmission, type SfuAnswer, type SfuLink, VisavisError } from '@visavis/protocol'
import type { LinkTls } from '@visavis/sfu-client'
import { callRunner, type UncheckedCall } from './call-runner.ts'
import type { MediaLogger } from './media-logger.ts'
import type { MediaWorker } from './media-worker.ts'
import type { NodeContext } from './node-context.ts'
import { NodeState } from './node-state.ts'
import { NodeStatusKeeper } from './node-status-keeper.ts'
import { createNotices, type Notices } from './notices.ts'
import type { PipeListen } from './pipes/pipe-end.ts'
import { ServedPipes } from './pipes/served-pipes.ts'
import { Tracks } from './pipes/tracks.ts'
import { MediaStartError } from './start-error.ts'
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
  /** Where pipes to other nodes listen; `listenIp` without it. */
  pipes?: PipeListen | undefined
  /** Of the control sockets of other nodes. */
  secret?: string | undefined
  tls?: LinkTls | undefined
  /** Transports that one worker takes. */
  capacity?: number | undefined
  /** How long what comes over a pipe is kept when nobody receives it. */
  pipeIdleMs?: number | undefined
  logger: MediaLogger
}

export interface MediaNodeStats {
  readonly transports: number
  readonly producers: number
  readonly consumers: number
  readonly sessions: number
  /** Between workers, and from and to other nodes. */
  readonly pipes: number
  readonly workers: readonly MediaWorker[]
  readonly admission: NodeAdmission
}

/** A media node in this process. */
export interface MediaNode extends SfuLink {
  readonly name: string
  /** `caller` is whose the sessions are that the calls make; without it the process's own. */
  send(calls: readonly UncheckedCall[], caller?: string): Promise<readonly SfuAnswer[]>
  /** Who commands a session. */
  ownerOf(session: string): string | undefined
  sessionsOf(caller: string): string[]
  ownerOfPipe(pipe: string): string | undefined
  /** Closes all that a caller has. */
  release(caller: string): void
  /** Asks its callers to take away what it has. Resolves when nobody has a session here any more. */
  drain(): Promise<void>
  stats(): MediaNodeStats
}

/** No caller over the network can have this name. */
const THIS_PROCESS = ''

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
  return assemble({ ...options, listenIp, pool, state, notices })
}

interface Parts extends MediaNodeOptions {
  readonly pool: WorkerPool
  readonly state: NodeState
  readonly notices: Notices
}

function assemble(parts: Parts): MediaNode {
  const { node = 'local', pool, state, notices, logger } = parts
  const context = contextOf(node, parts)
  const { tracks, served, status } = context
  const run = callRunner(context, logger)
  let closing: Promise<void> | undefined
  const close = () => {
    tracks.close()
    status[Symbol.dispose]()
    closing ??= pool.close()
    return closing
  }
  return {
    name: node,
    async send(calls, caller = THIS_PROCESS) {
      if (closing) throw new VisavisError('media-unavailable', { detail: 'The node is closed.' })
      return Promise.all(calls.map((call) => run(call, caller)))
    },
    ownerOf: (session) => state.sessions.ownerOf(session)?.caller,
    sessionsOf: (caller) => state.sessions.ownedBy(caller),
    ownerOfPipe: (pipe) => served.ownerOf(pipe),
    release(caller) {
      served.closeOf(caller)
      for (const session of state.sessions.ownedBy(caller)) {
        void run({ method: 'session.close', params: { session } }, caller)
      }
    },
    drain: () => status.drain(),
    onNotice: notices.listen,
    stats: () => ({
      transports: state.transports.size,
      producers: state.producers.size,
      consumers: state.consumers.size,
      sessions: state.sessions.size,
      pipes: tracks.pipes + served.size,
      workers: pool.workers,
      admission: status.admission,
    }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function contextOf(
  node: string,
  {
    pool,
    state,
    notices,
    listenIp,
    pipes,
    secret,
    tls,
    pipeIdleMs: idleMs,
    capacity,
    logger,
  }: Parts,
): NodeContext {
  const status = new NodeStatusKeeper({
    state,
    capacity,
    workers: () => pool.workers,
    notify: notices.emit,
  })
  const listen = { ...(pipes ?? { ip: listenIp }), onExhausted: () => status.noteExhausted() }
  return {
    node,
    state,
    status,
    findWorker: (id) => pool.find(id),
    tracks: new Tracks({ node, state, listen, secret, tls, logger, idleMs }),
    served: new ServedPipes({ listen, notify: notices.emit }),
    notify: notices.emit,
  }
}
