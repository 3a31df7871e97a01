import { type PictureSize, VisavisError } from '@visavis/protocol'
import { parseScalabilityMode, type types } from 'mediasoup'
import { setFlow } from './consumer-flow.ts'
import { fittingLayer } from './fitting-layer.ts'
import type { CallHandlers, NodeContext } from './node-context.ts'
import { orRefuse } from './refusal.ts'

export function preferenceCalls({ state }: NodeContext): Pick<CallHandlers, 'consumer.prefer'> {
  return {
    'consumer.prefer': async ({ consumer: id, size, priority }) => {
      const consumer = await state.consumers.get(id)
      const { media } = consumer
      if (media.kind !== 'video') {
        throw new VisavisError('media-refused', { detail: 'Sound has no size.' })
      }
      // Before it flows, so that it begins in the right size.
      if (size) await fit(media, size)
      if (media.priority !== priority) await orRefuse(media.setPriority(priority))
      const isShown = size !== undefined
      if (consumer.isShown !== isShown) await setFlow(consumer, { isShown })
      return {}
    },
  }
}

/** One that comes in a single size has nothing to choose from. */
async function fit(media: types.Consumer, { width, height }: PictureSize): Promise<void> {
  const layers = layersOf(media)
  if (layers === 1) return
  const current = media.preferredLayers?.spatialLayer ?? layers - 1
  const spatialLayer = fittingLayer({ width, height, layers, current })
  if (spatialLayer !== current) await orRefuse(media.setPreferredLayers({ spatialLayer }))
}

function layersOf({ type, rtpParameters }: types.Consumer): number {
  if (type === 'simple') return 1
  return parseScalabilityMode(rtpParameters.encodings?.[0]?.scalabilityMode).spatialLayers
}
