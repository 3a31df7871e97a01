import { type SfuParams, VisavisError } from '@visavis/protocol'
import { toMediasoupParameters } from './mediasoup-shapes.ts'
import type { CallHandlers, NodeContext } from './node-context.ts'
import type { NodeProducer, NodeState } from './node-state.ts'
import { orRefuse } from './refusal.ts'

/**
 * None: mediasoup itself merges requests until the key frame is there, and a delay would hold back the
 * one request of a viewer who missed it. Sessions with many viewers will want some hundred ms.
 */
const KEY_FRAME_REQUEST_DELAY_MS = 0

type ProducerCall = `producer.${'create' | 'pause' | 'resume' | 'bring' | 'close'}`

export function producerCalls({
  state,
  tracks,
  findWorker,
}: NodeContext): Pick<CallHandlers, ProducerCall> {
  const { producers } = state
  return {
    'producer.create': async (params) => {
      await producers.make(params.producer, state.transports.sessionOf(params.transport), () =>
        createProducer(state, params),
      )
      return {}
    },
    'producer.pause': async ({ producer }) => {
      const { media } = await producers.get(producer)
      await orRefuse(media.pause())
      return {}
    },
    'producer.resume': async ({ producer }) => {
      const { media } = await producers.get(producer)
      await orRefuse(media.resume())
      return {}
    },
    'producer.bring': async ({ producer: track, worker: id, from }) => {
      const worker = findWorker(id)
      if (!worker) throw new VisavisError('media-unavailable', { detail: 'No such worker.' })
      const { release } = await tracks.reach({ track, worker, from })
      release()
      return {}
    },
    'producer.close': async ({ producer }) => {
      const { media } = await producers.get(producer)
      media.close()
      return {}
    },
  }
}

async function createProducer(
  state: NodeState,
  {
    producer: id,
    transport: transportId,
    kind,
    rtpParameters,
    paused,
    label,
  }: SfuParams<'producer.create'>,
): Promise<NodeProducer> {
  const transport = await state.transports.get(transportId)
  if (!('iceState' in transport.media)) {
    throw new VisavisError('forbidden', { detail: 'A plain transport only sends.' })
  }
  const media = await orRefuse(
    transport.media.produce({
      kind,
      rtpParameters: toMediasoupParameters(rtpParameters),
      paused,
      keyFrameRequestDelay: KEY_FRAME_REQUEST_DELAY_MS,
    }),
  )
  // mediasoup does not close what was still being made when the transport was closed.
  if (transport.media.closed) media.close()
  if (media.closed) throw new VisavisError('not-found')
  media.observer.once('close', () => state.producers.delete(id))
  return { id, transport, media, label }
}
