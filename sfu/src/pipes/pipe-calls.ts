import { VisavisError } from '@visavis/protocol'
import { fromMediasoupParameters } from '../mediasoup-shapes.ts'
import type { CallHandlers, NodeContext } from '../node-context.ts'

type PipeCall = 'producer.locate' | `pipe.${'open' | 'close' | 'send' | 'stop'}`

/** What other nodes ask of this one. */
export function pipeCalls(context: NodeContext): Pick<CallHandlers, PipeCall> {
  const { state, served } = context
  return {
    'producer.locate': async ({ producer }) => {
      const { media, transport } = await state.producers.get(producer)
      const { worker, scope } = transport
      return { worker: worker.id, kind: media.kind, ...(scope !== undefined && { scope }) }
    },
    'pipe.open': async ({ pipe, worker: id, end }, caller) => {
      const worker = context.findWorker(id)
      if (!worker) throw new VisavisError('media-unavailable', { detail: 'No such worker.' })
      return served.open(pipe, caller, worker, end)
    },
    'pipe.close': async ({ pipe }, caller) => {
      await served.closePipe(pipe, caller)
      return {}
    },
    'pipe.send': async ({ pipe, sending, producer: track }, caller) => {
      const parameters = await served.send(
        { pipe, sending, caller },
        async () => (await state.producers.get(track)).media.id,
      )
      return { rtpParameters: fromMediasoupParameters(parameters) }
    },
    'pipe.stop': async ({ pipe, sending }, caller) => {
      await served.stop(pipe, sending, caller)
      return {}
    },
  }
}
