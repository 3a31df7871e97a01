import {
  type EventType,
  LIMITS,
  presentParticipants,
  type RoomEvent,
  type SessionId,
  type SfuLink,
} from '@visavis/protocol'
import type { Logger } from 'pino'
import type { IceServers } from '../auth/turn-credentials.ts'
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
import type { RoomHub } from '../rooms/room-hub.ts'
import { RoomHubs } from '../rooms/room-hubs.ts'
import { roomMethods } from '../rooms/room-methods.ts'
import { SessionLifecycle } from '../sessions/session-lifecycle.ts'
import { sessionMethods } from '../sessions/session-methods.ts'
import { Sessions } from '../sessions/sessions.ts'
import { stillMethods } from '../stills/still-methods.ts'
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
  close(): void
}

export async function createCalls(deps: CallsDeps): Promise<Calls> {
  const {
    log,
    tickets,
    logger,
    iceServers = () => [],
    resumeWindowMs = LIMITS.resumeWindowMs,
  } = deps
  const node = await MediaNode.connect(deps.link)
  const sessions = new Sessions()
  const queue = new Queue({
    tickets,
    logger,
    isAway: (tenant, room) => isAway(hubs.peek(tenant, room)),
  })
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
    },
  })
  const desk = new RecorderDesk({ hubs, node, logger })
  const prepared = new PreparedMedia({ node, isOverloaded: deps.isOverloaded })
  const entrance = new Entrance({ hubs, sessions, node, prepared, logger })
  const guidance = new Guidance({ ...deps, hubs, sessions, node, entrance, queue })
  const lifecycle = new SessionLifecycle({
    ...deps,
    sessions,
    entrance,
    node,
    iceServers,
    resumeWindowMs,
  })
  const router = new Router([
    ...sessionMethods(lifecycle),
    ...roomMethods({ entrance, log, onTimed: (timing) => deps.observer?.timed(timing) }),
    ...queueMethods({ guidance, queue }),
    ...mediaMethods({ entrance, prepared }),
    ...stillMethods(sessions),
    ...consentMethods(deps.rules),
    ...recordingMethods(deps.rules),
    ...recorderMethods({ desk, log }),
  ])
  const stopRecovering = recoverMedia({ node, hubs, sessions, prepared, logger })
  const admin = new RoomAdmin({ ...deps, hubs })
  const close = () => {
    stopRecovering()
    timers.close()
    desk.close()
    for (const session of sessions.all) session.end()
    hubs.close()
    node.close()
  }
  return { router, lifecycle, sessions, hubs, node, queue, admin, close }
}

interface TicketFollowers {
  readonly tickets: TicketStore
  readonly queue: Queue
  readonly logger: Logger
}

/** After these a desk's list is another. */
const QUEUE_CHANGES: ReadonlySet<EventType> = new Set([
  'participant-disconnected',
  'participant-reconnected',
])

/** A ticket ends with its room, whoever ended it, and is out of sight while its shopper is. */
function followTickets({ tickets, queue, logger }: TicketFollowers) {
  return ({ tenant, room, state }: RoomHub, events: readonly RoomEvent[]) => {
    const isWaiting = state.ticket?.status === 'waiting'
    if (isWaiting && events.some(({ type }) => QUEUE_CHANGES.has(type))) queue.changed(tenant)
    if (!events.some(({ type }) => type === 'ticket-closed')) return
    tickets
      .closeOfRoom(tenant, room)
      .then(() => queue.changed(tenant))
      .catch((error) => logger.error({ err: error, room }, 'closing a ticket failed'))
  }
}

function isAway(hub: RoomHub | undefined): boolean {
  if (!hub) return false
  return presentParticipants(hub.state).every(({ presence }) => presence === 'disconnected')
}
