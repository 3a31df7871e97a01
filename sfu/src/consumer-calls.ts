import { type SfuParams, VisavisError } from '@visavis/protocol'
import { setFlow } from './consumer-flow.ts'
import { fromMediasoupParameters, toMediasoupCapabilities } from './mediasoup-shapes.ts'
import type { CallHandlers, NodeContext } from './node-context.ts'
import type { NodeConsumer, NodeState } from './node-state.ts'
import { reachProducer } from './reach-producer.ts'
import { orRefuse } from './refusal.ts'
import { vacateSlot } from './slot-calls.ts'

type ConsumerCall =
  | 'consumer.create'
  | 'consumer.pause'
  | 'consumer.resume'
  | 'consumer.hold'
  | 'consumer.request-key-frame'
  | 'consumer.close'

export function consumerCalls({ state }: NodeContext): Pick<CallHandlers, ConsumerCall> {
  const { consumers } = state
  return {
    'consumer.create': async (params) => {
      const { media } = await consumers.make(
        params.consumer,
        state.transports.sessionOf(params.transport),
        () => createConsumer(state, params),
      )
      return { rtpParameters: fromMediasoupParameters(media.rtpParameters) }
    },
    'consumer.pause': async ({ consumer }) => {
      await setFlow(await consumers.get(consumer), { isWanted: false })
      return {}
    },
    'consumer.resume': async ({ consumer }) => {
      await setFlow(await consumers.get(consumer), { isWanted: true })
      return {}
    },
    'consumer.hold': async ({ consumer, isHeld }) => {
      await setFlow(await consumers.get(consumer), { isHeld })
      return {}
    },
    'consumer.request-key-frame': async ({ consumer }) => {
      const { media } = await consumers.get(consumer)
      await orRefuse(media.requestKeyFrame())
      return {}
    },
    'consumer.close': async ({ consumer }) => {
      const { media } = await consumers.get(consumer)
      media.close()
      return {}
    },
  }
}

async function createConsumer(
  state: NodeState,
  {
    consumer: id,
    transport: transportId,
    producer: trackId,
    rtpCapabilities,
    slot: slotId,
  }: SfuParams<'consumer.create'>,
): Promise<NodeConsumer> {
  const [transport, producer] = await Promise.all([
    state.transports.get(transportId),
    state.producers.get(trackId),
  ])
  if (transport.scope === undefined || transport.scope !== producer.transport.scope) {
    throw new VisavisError('forbidden', { detail: 'The track belongs to another scope.' })
  }
  const producerId = await reachProducer(producer, transport.worker)
  const { kind } = producer.media
  const slot = slotId && (await vacateSlot(state, { slot: slotId, transport: transportId, kind }))
  const media = await orRefuse(
    transport.media.consume({
      producerId,
      rtpCapabilities: toMediasoupCapabilities(rtpCapabilities),
      // By default lost voice is not sent again: one round trip is less than a player can wait.
      enableRtx: true,
      // A slot's place is known to the browser, so what arrives there is never lost.
      ...(slot ? { mid: slot.mid, paused: false } : { paused: true }),
    }),
  )
  if (slot) slot.occupant = media
  if (transport.media.closed || producer.media.closed) media.close()
  if (media.closed) throw new VisavisError('not-found')
  media.observer.once('close', () => state.consumers.delete(id))
  return {
    id,
    transport,
    track: trackId,
    media,
    isWanted: slot !== undefined,
    isShown: true,
    isHeld: false,
  }
}
