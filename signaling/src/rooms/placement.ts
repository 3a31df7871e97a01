import { type NewEvent, type RoomState, VisavisError } from '@visavis/protocol'
import type { MediaNode } from '../media/media-node.ts'
import type { RoomHub } from './room-hub.ts'

export function placed(node: MediaNode, worker: string): NewEvent<'media-placed'> {
  return { type: 'media-placed', actor: 'system', body: { node: node.id, worker } }
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
  if (placement?.node !== node.id || !node.has(placement.worker)) return undefined
  return placement.worker
}
