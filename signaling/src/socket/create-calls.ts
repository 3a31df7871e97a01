import { LIMITS, type SessionId, type SfuLink } from '@visavis/protocol'
import type { Logger } from 'pino'
import type { IceServers } from '../auth/turn-credentials.ts'
import type { RedisCounters } from '../http/redis-counters.ts'
import { mediaMethods } from '../media/media-methods.ts'
import { MediaNode } from '../media/media-node.ts'
import { PreparedMedia } from '../media/prepared-media.ts'
import { recoverMedia } from '../media/recover-media.ts'
import type {
  ClaimOnce,
  OpenRooms,
  PersonOf,
  SocketObserver,
  TicketStore,
  TokenVerifier,
} from '../ports.ts'
import { followTickets } from '../queue/follow-tickets.ts'
import { Guidance } from '../queue/guidance.ts'
import { Queue } from '../queue/queue.ts'
import { queueMethods } from '../queue/queue-methods.ts'
import { consentMethods } from '../recording/consent-methods.ts'
import { PauseTimers } from '../recording/pause-timers.ts'
import { RecorderDesk } from '../recording/recorder-desk.ts'
import { recorderMethods } from '../recording/recorder-methods.ts'
import { recordingMethods } from '../recording/recording-methods.ts'
import type { RecordingRules } from '../recording/recording-rules.ts'
import type { RoomLog } from '../room-log/room-log.ts'
import { Entrance } from '../rooms/entrance.ts'
import { RoomAdmin } from '../rooms/room-admin.ts'
import { RoomHubs } from '../rooms/room-hubs.ts'
import { roomMethods } from '../rooms/room-methods.ts'
import { alone, type Cluster } from '../sessions/instances/cluster.ts'
import { InstanceNews } from '../sessions/instances/instance-news.ts'
import { joinCluster } from '../sessions/instances/join-cluster.ts'
import type { Session } from '../sessions/session.ts'
import { SessionLifecycle } from '../sessions/session-lifecycle.ts'
import { sessionMethods } from '../sessions/session-methods.ts'
import { Sessions } from '../sessions/sessions.ts'
import { stillMethods } from '../stills/still-methods.ts'
import { StillsOfRooms } from '../stills/stills-of-rooms.ts'
import { Router } from './router.ts'

export interface CallsDeps {
  readonly log: RoomLog
  readonly tickets: TicketStore
  readonly link: SfuLink
  readonly verifier: TokenVerifier
  readonly claimOnce: ClaimOnce
  readonly personOf: PersonOf
  readonly openRooms: OpenRooms
  readonly rules: RecordingRules
  /** None by default. */
  readonly iceServers?: (session: SessionId) => IceServers
  readonly logger: Logger
  /** Milliseconds that a lost socket's participant keeps their place. */
  readonly resumeWindowMs?: number
  readonly observer?: SocketObserver
  /** Whether the process cannot keep up. */
  readonly isOverloaded?: () => boolean
  /** Other processes on the same store; without it there are none. */
  readonly cluster?: Cluster
  /** Shared with other processes. */
  readonly counters?: RedisCounters | undefined
  /** For tests that do not want to wait. */
  readonly beatMs?: number
  readonly leaseMs?: number
}

/** Everything behind the socket, put together. */
export interface Calls {
  readonly router: Router
  readonly lifecycle: SessionLifecycle
  readonly sessions: Sessions
  readonly hubs: RoomHubs
  readonly node: MediaNode
  readonly queue: Queue
  readonly admin: RoomAdmin
  /** Before sockets are closed because the process goes. */
  drain(): void
  close(): Promise<void>
}

export async function createCalls(deps: CallsDeps): Promise<Calls> {
  const {
    log,
    tickets,
    logger,
    iceServers = () => [],
    resumeWindowMs = LIMITS.resumeWindowMs,
    cluster = alone(),
  } = deps
  const { directory, pubSub, table } = cluster
  const node = await MediaNode.connect(deps.link)
  const sessions = new Sessions()
  const queue = new Queue({ tickets, logger, directory, pubSub })
  const stills = new StillsOfRooms({ sessions, pubSub, instance: directory.instance })
  const onTicketEvents = followTickets({ tickets, queue, logger })
  const timers = new PauseTimers(logger)
  const hubs: RoomHubs = new RoomHubs({
    log,
    logger,
    onEvents: (hub, events) => {
      // First: what may not be recorded any more.
      desk.onEvents(hub, events)
      timers.follow(hub)
      onTicketEvents(hub, events)
      // Others may have weak networks where everybody here has a good one.
      if (directory.isShared) stills.of(hub)
    },
  })
  const desk = new RecorderDesk({ hubs, node, logger, pubSub, directory })
  const prepared = new PreparedMedia({ node, isOverloaded: deps.isOverloaded })
  const news = new InstanceNews({
    pubSub,
    instance: directory.instance,
    onMoved: (id, epoch) => letGo(sessions.get(id), epoch),
    onPlaceTaken: (id) => loseToTakeover(sessions.get(id)),
  })
  const entrance = new Entrance({
    hubs,
    sessions,
    directory,
    onPlaceTaken: (taken) => news.placeTaken(taken),
    node,
    prepared,
    logger,
  })
  const guidance = new Guidance({ ...deps, hubs, directory, node, entrance, queue })
  const lifecycle = new SessionLifecycle({
    ...deps,
    sessions,
    directory,
    onMoved: (claimed) => news.moved(claimed.previous, claimed),
    onDesk(session, reply) {
      queue.watch(session)
      reply.afterwards(() => queue.tell(session))
    },
    entrance,
    prepared,
    node,
    iceServers,
    resumeWindowMs,
  })
  const router = new Router([
    ...sessionMethods(lifecycle),
    ...roomMethods({ entrance, log, onTimed: (timing) => deps.observer?.timed(timing) }),
    ...queueMethods({ guidance, queue, directory }),
    ...mediaMethods({ entrance, prepared }),
    ...stillMethods(stills),
    ...consentMethods(deps.rules),
    ...recordingMethods(deps.rules),
    ...recorderMethods({ desk, log }),
  ])
  const stopRecovering = recoverMedia({ node, hubs, sessions, prepared, logger })
  const admin = new RoomAdmin({ ...deps, hubs })
  const joined =
    table && (await joinCluster({ ...deps, table, directory, sessions, lifecycle, hubs }))
  const drain = () => {
    if (directory.isShared) lifecycle.drain()
  }
  const close = async () => {
    stopRecovering()
    timers.close()
    desk.close()
    news.close()
    queue.close()
    for (const session of sessions.all) {
      // Sessions go on elsewhere, with what they prepared; what nobody takes over the media node closes by itself.
      if (directory.isShared) prepared.abandon(session)
      session.end()
    }
    hubs.close()
    node.close()
    await joined?.[Symbol.asyncDispose]()
  }
  return { router, lifecycle, sessions, hubs, node, queue, admin, drain, close }

  function letGo(session: Session | undefined, epoch: number): void {
    if (session && session.epoch < epoch) lifecycle.release(session)
  }

  /** Media ends with the place: the other session makes its own. */
  function loseToTakeover(session: Session | undefined): void {
    if (!session) return
    session.membership?.close()
    lifecycle.release(session)
  }
}
