import { parseScalabilityMode, type types } from 'mediasoup'

interface Layered extends Pick<types.Consumer, 'type' | 'rtpParameters' | 'setPreferredLayers'> {
  on(event: 'layerschange', listener: (layers?: types.ConsumerLayers) => void): unknown
}

/**
 * A picture that comes in one size and several frame rates (`L1T3`) begins with the lowest rate, and has all of them once it flows.
 * Asked for more from the start, mediasoup 3.27 drops the key frame of VP8 itself, which is of the lowest rate, and goes on with what follows: who
 * watches asks for another, and waits a second or two for it.
 */
export function beginAtLowestRate(media: Layered): void {
  const { codecs, encodings } = media.rtpParameters
  if (media.type !== 'svc' || codecs[0]?.mimeType.toLowerCase() !== 'video/vp8') return
  const { temporalLayers } = parseScalabilityMode(encodings?.[0]?.scalabilityMode)
  let asked = temporalLayers - 1
  const ask = (temporalLayer: number) => {
    if (temporalLayer === asked) return
    asked = temporalLayer
    // One that is closed meanwhile needs none.
    media.setPreferredLayers({ spatialLayer: 0, temporalLayer }).catch(() => {})
  }
  ask(0)
  // None: it was paused, or has no room for now, and will begin anew.
  media.on('layerschange', (layers) => ask(layers ? temporalLayers - 1 : 0))
}
