import { type SfuParams, type SlotId, VisavisError } from '@visavis/protocol'
import type { types } from 'mediasoup'
import { fromMediasoupParameters, toMediasoupCapabilities } from './mediasoup-shapes.ts'
import type { CallHandlers, NodeContext } from './node-context.ts'
import type { NodeSlot, NodeState } from './node-state.ts'
import { orRefuse } from './refusal.ts'

export function slotCalls({ state }: NodeContext): Pick<CallHandlers, 'slot.create'> {
  return {
    'slot.create': async (params) => {
      const { occupant } = await state.slots.make(params.slot, () => createSlot(state, params))
      return { rtpParameters: fromMediasoupParameters(occupant.rtpParameters) }
    },
  }
}

async function createSlot(
  state: NodeState,
  { slot: id, transport: transportId, kind, rtpCapabilities }: SfuParams<'slot.create'>,
): Promise<NodeSlot> {
  const transport = await state.transports.get(transportId)
  const occupant = await orRefuse(
    transport.media.consume({
      producerId: transport.worker.placeholders[kind].id,
      rtpCapabilities: toMediasoupCapabilities(rtpCapabilities),
      paused: true,
    }),
  )
  if (transport.media.closed) occupant.close()
  if (occupant.closed) throw new VisavisError('not-found')
  transport.media.observer.once('close', () => state.slots.delete(id))
  return { id, transport, kind, mid: occupant.rtpParameters.mid ?? '', occupant }
}

/** Empties a slot for what is to come, and says under which `mid` the browser knows it. */
export async function vacateSlot(
  state: NodeState,
  { slot: id, transport, kind }: { slot: SlotId; transport: string; kind: types.MediaKind },
): Promise<NodeSlot> {
  const slot = await state.slots.get(id)
  if (slot.transport.id !== transport) throw new VisavisError('forbidden')
  if (slot.kind !== kind) throw new VisavisError('media-refused', { detail: 'The wrong slot.' })
  slot.occupant.close()
  return slot
}
