import { type SfuParams, VisavisError } from '@visavis/protocol'
import { beginAtLowestRate } from './begin-at-lowest-rate.ts'
import { setFlow } from './consumer-flow.ts'
import { fromMediasoupParameters, toMediasoupCapabilities } from './mediasoup-shapes.ts'
import type { CallHandlers, NodeContext } from './node-context.ts'
import type { NodeConsumer, NodeState, NodeTransport } from './node-state.ts'
import { limitProbes } from './outgoing-bitrate.ts'
import type { ReachedTrack } from './pipes/tracks.ts'
import { orRefuse } from './refusal.ts'
import { vacateSlot } from './slot-calls.ts'

type ConsumerCall =
  | 'consumer.create'
  | 'consumer.pause'
  | 'consumer.resume'
  | 'consumer.hold'
  | 'consumer.request-key-frame'
  | 'consumer.close'

export function consumerCalls(context: NodeContext): Pick<CallHandlers, ConsumerCall> {
  const { consumers, transports } = context.state
  return {
    'consumer.create': async (params) => {
      const { media } = await consumers.make(
        params.consumer,
        transports.sessionOf(params.transport),
        () => createConsumer(context, params),
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
    'consumer.hold': async ({ consumer: id, isHeld }) => {
      const consumer = await consumers.get(id)
      await setFlow(consumer, { isHeld })
      await limitProbes(consumer.transport)
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
  { state, tracks }: NodeContext,
  params: SfuParams<'consumer.create'>,
): Promise<NodeConsumer> {
  const transport = await state.transports.get(params.transport)
  const { producer: track, from } = params
  const source = await tracks.reach({ track, worker: transport.worker, from })
  try {
    const consumer = await consume(state, { params, transport, source })
    consumer.media.observer.once('close', () => {
      state.consumers.delete(consumer.id)
      removePicture(consumer)
      source.release()
    })
    addPicture(consumer)
    return consumer
  } catch (error) {
    source.release()
    throw error
  }
}

function addPicture(consumer: NodeConsumer): void {
  if (consumer.media.kind !== 'video') return
  consumer.transport.pictures.add(consumer)
  void limitProbes(consumer.transport)
}

function removePicture(consumer: NodeConsumer): void {
  if (consumer.transport.pictures.delete(consumer)) void limitProbes(consumer.transport)
}

interface Consuming {
  readonly params: SfuParams<'consumer.create'>
  readonly transport: NodeTransport
  readonly source: ReachedTrack
}

async function consume(
  state: NodeState,
  { params, transport, source }: Consuming,
): Promise<NodeConsumer> {
  const { consumer: id, producer: track, rtpCapabilities, slot: slotId } = params
  if (transport.scope === undefined || transport.scope !== source.scope) {
    throw new VisavisError('forbidden', { detail: 'The track belongs to another scope.' })
  }
  const { kind } = source
  const slot = slotId && (await vacateSlot(state, { slot: slotId, transport: transport.id, kind }))
  const media = await orRefuse(
    transport.media.consume({
      producerId: source.media.id,
      rtpCapabilities: toMediasoupCapabilities(rtpCapabilities),
      // By default lost voice is not sent again: one round trip is less than a player can wait.
      enableRtx: true,
      // A slot's place is known to the browser, so what arrives there is never lost.
      ...(slot ? { mid: slot.mid, paused: false } : { paused: true }),
    }),
  )
  if (slot) slot.occupant = media
  if (transport.media.closed || source.media.closed) media.close()
  if (media.closed) throw new VisavisError('not-found')
  const isWanted = slot !== undefined
  const { priority } = media
  const asked = { isWanted, isShown: true, isHeld: false, priority, layer: undefined, rate: 0 }
  const consumer = { id, transport, track, media, ...asked }
  beginAtLowestRate(consumer)
  return consumer
}
