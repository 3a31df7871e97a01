import { parseScalabilityMode, type types } from 'mediasoup'
import type { NodeConsumer } from './node-state.ts'
import { orRefuse } from './refusal.ts'

interface Layers {
  /** How many sizes. */
  readonly spatialLayers: number
  /** How many frame rates of each. */
  readonly temporalLayers: number
}

/** What there is to choose from: a picture that comes in one size and rate has one of each. */
export function layersOf({ type, rtpParameters }: types.Consumer): Layers {
  if (type === 'simple') return { spatialLayers: 1, temporalLayers: 1 }
  return parseScalabilityMode(rtpParameters.encodings?.[0]?.scalabilityMode)
}

/** Asks for the size and the rate that the consumer is to have now. */
export async function preferLayers({ media, layer, rate }: NodeConsumer): Promise<void> {
  const spatialLayer = layer ?? layersOf(media).spatialLayers - 1
  await orRefuse(media.setPreferredLayers({ spatialLayer, temporalLayer: rate }))
}
