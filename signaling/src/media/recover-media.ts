import { VisavisError } from '@visavis/protocol'
import type { Logger } from 'pino'
import type { Membership } from '../rooms/membership.ts'
import { workerOf } from '../rooms/placement.ts'
import { unpublish } from '../rooms/presence.ts'
import type { RoomHubs } from '../rooms/room-hubs.ts'
import type { Session } from '../sessions/session.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { goneEvents } from './announce.ts'
import { MOVED_MS } from './cluster/media-cluster.ts'
import type { MediaNode } from './media-node.ts'
import type { PreparedMedia } from './prepared-media.ts'

/** The version of the protocol that has `media.moving`. */
const MOVING_SINCE = 2

export interface RecoverMediaOptions {
  readonly node: MediaNode
  readonly hubs: RoomHubs
  readonly sessions: Sessions
  readonly prepared: PreparedMedia
  readonly logger: Logger
}

/** When a worker dies: rooms are placed again, and who was on it is told to connect anew. */
export function recoverMedia(options: RecoverMediaOptions): () => void {
  const { node, hubs, sessions, prepared, logger } = options
  return node.onNotice((event) => {
    if (event.notice !== 'worker.died') return
    const { worker, replacement, isLeaving = false } = event.params
    prepared.lose(worker)
    logger.warn({ worker, replacement, isLeaving }, 'media worker died')
    const rooms = hubs.all.filter(({ state }) => state.placement?.worker === worker)
    const affected = [...sessions.all].filter(({ membership }) => membership?.media.isOn(worker))
    const work = [
      ...rooms.filter(({ state }) => !state.ended).map((hub) => workerOf(hub, node)),
      ...affected.map((session) => (isLeaving ? moveMedia(session, logger) : loseMedia(session))),
    ]
    for (const task of work) task.catch((error) => logUnlessOver(logger, error))
  })
}

/** The client builds its media elsewhere while what it has goes on. Those that do not know how lose it. */
async function moveMedia(session: Session, logger: Logger): Promise<void> {
  const { membership, protocol, channel } = session
  if (!membership) return
  if (protocol < MOVING_SINCE || !channel) return loseMedia(session)
  membership.media.beginMoving()
  session.notify('media.moving', {})
  setTimeout(() => {
    endMoving(session, membership).catch((error) => logUnlessOver(logger, error))
  }, MOVED_MS).unref()
}

/** By now what was left behind is closed. */
async function endMoving(session: Session, membership: Membership): Promise<void> {
  const { media, hub, participant } = membership
  if (session.membership !== membership) return
  if (media.isMoving) return loseMedia(session)
  const gone = goneEvents(media.takeLeft(), participant)
  if (gone.length > 0) await hub.append(gone)
}

async function loseMedia(session: Session): Promise<void> {
  const { membership } = session
  if (!membership) return
  const lost = membership.media.lose()
  session.notify('media.lost', { reason: 'worker-died' })
  await unpublish(membership, lost)
}

function logUnlessOver(logger: Logger, error: unknown): void {
  if (error instanceof VisavisError && error.code === 'room-ended') return
  logger.error({ err: error }, 'recovering from a dead media worker failed')
}
