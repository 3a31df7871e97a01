import { type PictureSize, VisavisError } from '@visavis/protocol'
import { setFlow } from './consumer-flow.ts'
import { fittingLayer } from './fitting-layer.ts'
import type { CallHandlers, NodeContext } from './node-context.ts'
import type { NodeConsumer } from './node-state.ts'
import { layersOf, preferLayers } from './preferred-layers.ts'
import { orRefuse } from './refusal.ts'

export function preferenceCalls({ state }: NodeContext): Pick<CallHandlers, 'consumer.prefer'> {
  return {
    'consumer.prefer': async ({ consumer: id, size, priority }) => {
      const consumer = await state.consumers.get(id)
      const { media } = consumer
      if (media.kind !== 'video') {
        throw new VisavisError('media-refused', { detail: 'Sound has no size.' })
      }
      const isShown = size !== undefined
      // In this order, so that it begins in the right size, and without a wait between: what is wished next comes next.
      await Promise.all([
        size && fit(consumer, size),
        consumer.priority !== priority && prioritize(consumer, priority),
        consumer.isShown !== isShown && setFlow(consumer, { isShown }),
      ])
      return {}
    },
  }
}

/** One that comes in a single size has nothing to choose from. */
async function fit(consumer: NodeConsumer, { width, height }: PictureSize): Promise<void> {
  const { spatialLayers: layers } = layersOf(consumer.media)
  if (layers === 1) return
  const current = consumer.layer ?? layers - 1
  const spatialLayer = fittingLayer({ width, height, layers, current })
  if (spatialLayer === current) return
  consumer.layer = spatialLayer
  await preferLayers(consumer)
}

async function prioritize(consumer: NodeConsumer, priority: number): Promise<void> {
  consumer.priority = priority
  await orRefuse(consumer.media.setPriority(priority))
}
