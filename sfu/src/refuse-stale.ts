import { type SfuRequest, VisavisError } from '@visavis/protocol'
import type { NodeState } from './node-state.ts'

const FIRST_EPOCH = 1

/**
 * Refuses calls on a session that somebody else commands by now. Judged when a call arrives, so before anything that
 * it waits for.
 */
export function refuseStale(state: NodeState, call: SfuRequest, caller: string): void {
  const session = sessionOf(state, call)
  const owner = session === undefined ? undefined : state.sessions.ownerOf(session)
  if (!owner || owner.caller === caller) return
  const claimed = call.method === 'transport.create' ? (call.params.epoch ?? FIRST_EPOCH) : 0
  if (claimed <= owner.epoch) throw new VisavisError('stale-epoch')
}

function sessionOf(state: NodeState, { method, params }: SfuRequest): string | undefined {
  switch (method) {
    case 'node.describe':
    // Reaching and adopting are for whoever asks.
    case 'producer.bring':
    case 'producer.locate':
    case 'pipe.open':
    case 'pipe.close':
    case 'pipe.send':
    case 'pipe.stop':
    case 'session.adopt':
      return undefined
    case 'transport.create':
    case 'transport.create-plain':
    case 'session.close':
      return params.session
    case 'transport.place':
    case 'transport.connect':
    case 'transport.restart-ice':
    case 'transport.close':
    case 'producer.create':
    case 'slot.create':
    case 'consumer.create':
      return state.transports.sessionOf(params.transport)
    case 'producer.pause':
    case 'producer.resume':
    case 'producer.close':
      return state.producers.sessionOf(params.producer)
    default:
      return state.consumers.sessionOf(params.consumer)
  }
}
