import type { types } from 'mediasoup-client'

/** The library keeps its connection to itself. `null` where it has none like that. */
export function peerOf(transport: types.Transport): RTCPeerConnection | null {
  const peer: unknown = Reflect.get(transport.handler, '_pc')
  return isPeer(peer) ? peer : null
}

function isPeer(value: unknown): value is RTCPeerConnection {
  return value instanceof Object && 'setRemoteDescription' in value
}

/**
 * Leaves what layers of a track are sent to this side. The library writes the answer to a track once, with the layers that were sent
 * then, and each later negotiation would send those again and no others.
 */
export function keepLayers(transport: types.Transport): void {
  const peer = peerOf(transport)
  if (!peer) return
  const describe = peer.setRemoteDescription.bind(peer)
  peer.setRemoteDescription = ({ type, sdp = '' }: RTCSessionDescriptionInit) =>
    describe({ type, sdp: peer.getTransceivers().reduce(withLayers, sdp) })
}

/** Pauses in a description what is not sent. */
function withLayers(sdp: string, { mid, sender }: RTCRtpTransceiver): string {
  const { encodings } = sender.getParameters()
  const layers = encodings.map(({ rid, active }) => `${active === false ? '~' : ''}${rid}`)
  const line = new RegExp(`^(a=mid:${mid}\r\n(?:(?!m=).*\r\n)*a=simulcast:recv ).*`, 'm')
  return sdp.replace(line, `$1${layers.join(';')}`)
}
