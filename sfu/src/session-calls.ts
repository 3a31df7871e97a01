import type { SfuResult, TransportId } from '@visavis/protocol'
import { fromMediasoupParameters } from './mediasoup-shapes.ts'
import type { CallHandlers, NodeContext } from './node-context.ts'
import type { NodeState, NodeTransport } from './node-state.ts'

type SessionCall = 'session.close' | 'session.adopt'

export function sessionCalls({ state }: NodeContext): Pick<CallHandlers, SessionCall> {
  return {
    'session.close': async ({ session }) => {
      for (const { media } of await made(state, state.sessions.transportsOf(session))) media.close()
      return {}
    },
    'session.adopt': async ({ session, epoch }, caller) => {
      const ids = state.sessions.adopt(session, { caller, epoch })
      return describe(state, await made(state, ids))
    },
  }
}

/** One that could not be made is none. */
async function made(state: NodeState, ids: readonly TransportId[]): Promise<NodeTransport[]> {
  const results = await Promise.allSettled(ids.map((id) => state.transports.get(id)))
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

function describe(
  state: NodeState,
  transports: readonly NodeTransport[],
): SfuResult<'session.adopt'> {
  const own = new Set(transports)
  const isOwn = ({ transport }: { transport: NodeTransport }) => own.has(transport)
  const slots = [...state.slots.values()].filter(isOwn)
  return {
    transports: transports.map((transport) => describeTransport(state, transport)),
    producers: [...state.producers.values()]
      .filter(isOwn)
      .map(({ id, transport, media, label }) => ({
        producer: id,
        transport: transport.id,
        kind: media.kind,
        ...(label && { label }),
      })),
    slots: slots.map(({ id, transport, kind, occupant }) => ({
      slot: id,
      transport: transport.id,
      kind,
      occupied: occupant !== undefined && !occupant.closed,
    })),
    consumers: [...state.consumers.values()]
      .filter(isOwn)
      .map(({ id, transport, track, media, isWanted, isHeld }) => {
        const slot = slots.find(({ occupant }) => occupant === media)?.id
        return {
          consumer: id,
          transport: transport.id,
          producer: track,
          rtpParameters: fromMediasoupParameters(media.rtpParameters),
          wanted: isWanted,
          held: isHeld,
          ...(slot && { slot }),
        }
      }),
  }
}

function describeTransport(state: NodeState, transport: NodeTransport) {
  const { id, worker, scope, label } = transport
  const slot = [...state.slots.values()].find((one) => one.transport === transport)
  return {
    transport: id,
    worker: worker.id,
    ...(scope !== undefined && { scope }),
    ...(label && { label }),
    ...(slot && { rtpCapabilities: slot.rtpCapabilities }),
  }
}
