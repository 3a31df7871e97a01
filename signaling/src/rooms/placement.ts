import { type NewEvent, type RoomState, VisavisError } from '@visavis/protocol'
import type { MediaNode } from '../media/media-node.ts'
import type { RoomHub } from './room-hub.ts'

export function placed(node: MediaNode, worker: string): NewEvent<'media-placed'> {
  return { type: 'media-placed', actor: 'system', body: { node: node.nodeOf(worker), worker } }
}

/** Workers die in small numbers; who loses this often has no media node. */
const MAX_ATTEMPTS = 5

/**
 * Runs `task` on the room's worker; on the next one when that turns out to be gone, or for once on another when its node
 * takes nobody now.
 */
export async function onLivingWorker<T>(
  hub: RoomHub,
  node: MediaNode,
  task: (worker: string) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    let worker: string | undefined
    try {
      worker = node.reachable(await workerOf(hub, node))
      return await task(worker)
    } catch (error) {
      const isGone = error instanceof VisavisError && error.code === 'media-unavailable'
      if (!isGone || attempt === MAX_ATTEMPTS) throw error
      await node.refresh(worker)
    }
  }
}

/** The worker of a room, placed again when it is gone. One event however many ask at once. */
export async function workerOf(hub: RoomHub, node: MediaNode): Promise<string> {
  await hub.decide((state) => {
    if (state.ended) throw new VisavisError('room-ended')
    return livingWorker(state, node) ? [] : [placed(node, node.pickWorker())]
  })
  const worker = livingWorker(hub.state, node)
  if (!worker) throw new VisavisError('media-unavailable')
  return worker
}

function livingWorker(state: RoomState, node: MediaNode): string | undefined {
  const { placement } = state
  return placement && node.has(placement.worker) ? placement.worker : undefined
}
