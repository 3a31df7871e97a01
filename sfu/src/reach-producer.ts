import type { types } from 'mediasoup'
import type { MediaWorker } from './media-worker.ts'
import type { NodeProducer } from './node-state.ts'
import { orRefuse } from './refusal.ts'

/** Producers as other workers know them. A producer is piped to a worker once, however many ask at once. */
const PIPED = new WeakMap<types.Producer, Map<MediaWorker, Promise<types.Producer>>>()

/**
 * The id under which a worker's transports can consume a producer: its own where both are on one worker, that
 * of its copy at the end of a pipe otherwise. The one place that knows about distance.
 */
export async function reachProducer(producer: NodeProducer, from: MediaWorker): Promise<string> {
  const { media, transport } = producer
  if (transport.worker === from) return media.id
  const copies = PIPED.get(media) ?? new Map<MediaWorker, Promise<types.Producer>>()
  PIPED.set(media, copies)
  let copy = copies.get(from)
  if (!copy) {
    copy = pipe(producer, from)
    copies.set(from, copy)
    const forget = () => copies.delete(from)
    copy.then((piped) => piped.observer.once('close', forget), forget)
  }
  return (await copy).id
}

/** The pipe itself is made once for each pair of workers, and closes with either. */
async function pipe(producer: NodeProducer, to: MediaWorker): Promise<types.Producer> {
  const { router } = producer.transport.worker
  const options = {
    producerId: producer.media.id,
    router: to.router,
    keepId: false,
    enableSctp: false,
  }
  const { pipeProducer } = await orRefuse(router.pipeToRouter(options))
  if (!pipeProducer) throw new Error('A pipe without a producer')
  return pipeProducer
}
