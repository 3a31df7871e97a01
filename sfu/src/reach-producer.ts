import { VisavisError } from '@visavis/protocol'
import type { MediaWorker } from './media-worker.ts'
import type { NodeProducer } from './node-state.ts'

/**
 * The id under which a worker's transports can consume a producer: its own where both are on one worker.
 * The one place that knows about distance: pipes between workers and nodes start here.
 */
export async function reachProducer(producer: NodeProducer, from: MediaWorker): Promise<string> {
  if (producer.transport.worker === from) return producer.media.id
  throw new VisavisError('media-unavailable', { detail: 'The track is on another worker.' })
}
