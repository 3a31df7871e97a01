import type { NodeConsumer } from './node-state.ts'
import { layersOf, preferLayers } from './preferred-layers.ts'

const LOOK_EVERY_MS = 200

/** Then mediasoup looks by itself. */
const LOOKS = 5

/**
 * A picture that comes in several frame rates begins with the lowest one, and has all of them as soon as they flow. mediasoup 3.27 gives bandwidth
 * to the layers that it has seen, which at the first frame is the lowest rate alone, and looks again after a second,
 * or when it is asked for others. Of VP8 in one size it would also drop the key frame, asked for more from the start.
 */
export function beginAtLowestRate(consumer: NodeConsumer): void {
  const { media } = consumer
  const highest = layersOf(media).temporalLayers - 1
  if (highest === 0) return
  let next: NodeJS.Timeout | undefined
  const ask = (rate: number) => {
    consumer.rate = rate
    // One that is closed meanwhile needs none.
    preferLayers(consumer).catch(() => {})
  }
  const look = (left: number) => {
    if (left === 0 || media.currentLayers?.temporalLayer === highest) return
    // It looks when what it is asked for changes.
    ask(highest - 1)
    ask(highest)
    next = setTimeout(look, LOOK_EVERY_MS, left - 1)
  }
  const begin = () => {
    clearTimeout(next)
    next = undefined
    ask(0)
  }
  begin()
  media.on('layerschange', (layers) => {
    // None: it was paused, or has no room for now, and will begin anew.
    if (layers) next ??= setTimeout(look, LOOK_EVERY_MS, LOOKS)
    else begin()
  })
  media.observer.once('close', () => clearTimeout(next))
}
