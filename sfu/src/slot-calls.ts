import {
  type RtpParameters,
  type SfuParams,
  type SlotId,
  type TransportId,
  VisavisError,
} from '@visavis/protocol'
import type { types } from 'mediasoup'
import type { CallHandlers, NodeContext } from './node-context.ts'
import type { NodeSlot, NodeState } from './node-state.ts'
import { onceClosed } from './once-closed.ts'
import { refusal } from './refusal.ts'
import { slotParameters } from './slot-parameters.ts'

export function slotCalls({ state }: NodeContext): Pick<CallHandlers, 'slot.create'> {
  return {
    'slot.create': async (params) => {
      const { rtpParameters } = await state.slots.make(
        params.slot,
        state.transports.sessionOf(params.transport),
        () => createSlot(state, params),
      )
      return { rtpParameters }
    },
  }
}

async function createSlot(
  state: NodeState,
  { slot: id, transport: transportId, kind, rtpCapabilities }: SfuParams<'slot.create'>,
): Promise<NodeSlot> {
  const transport = await state.transports.get(transportId)
  // The worker itself numbers what is outside slots.
  const mid = `s${transport.slots++}`
  const rtpParameters = parametersOrRefuse(kind, rtpCapabilities, mid)
  onceClosed(transport.media, () => state.slots.delete(id))
  return { id, transport, kind, mid, rtpCapabilities, rtpParameters, occupant: undefined }
}

function parametersOrRefuse(...of: Parameters<typeof slotParameters>): RtpParameters {
  try {
    return slotParameters(...of)
  } catch (error) {
    throw refusal(error)
  }
}

/** Empties a slot for what is to come, which the browser knows by the slot's `mid`. */
export async function vacateSlot(
  state: NodeState,
  { slot: id, transport, kind }: { slot: SlotId; transport: TransportId; kind: types.MediaKind },
): Promise<NodeSlot> {
  const slot = await state.slots.get(id)
  if (slot.transport.id !== transport) throw new VisavisError('forbidden')
  if (slot.kind !== kind) throw new VisavisError('media-refused', { detail: 'The wrong slot.' })
  slot.occupant?.close()
  return slot
}
