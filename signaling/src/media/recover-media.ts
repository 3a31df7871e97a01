import { VisavisError } from '@visavis/protocol'
import type { Logger } from 'pino'
import { workerOf } from '../rooms/placement.ts'
import { unpublish } from '../rooms/presence.ts'
import type { RoomHubs } from '../rooms/room-hubs.ts'
import type { Session } from '../sessions/session.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { MediaNode } from './media-node.ts'
import type { PreparedMedia } from './prepared-media.ts'

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
    const { worker } = event.params
    prepared.lose(worker)
    logger.warn({ worker, replacement: event.params.replacement }, 'media worker died')
    const rooms = hubs.all.filter(({ state }) => state.placement?.worker === worker)
    const affected = [...sessions.all].filter(({ membership }) => membership?.media.isOn(worker))
    const work = [
      ...rooms.filter(({ state }) => !state.ended).map((hub) => workerOf(hub, node)),
      ...affected.map(loseMedia),
    ]
    for (const task of work) task.catch((error) => logUnlessOver(logger, error))
  })
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
