import type { RtpCapabilities, TransportOffer } from '@visavis/protocol/browser'
import type { Device, types } from 'mediasoup-client'

export type IceServers = readonly {
  urls: string[]
  username?: string | undefined
  credential?: string | undefined
}[]

/** The heavy part is a chunk of its own, so that a page that only shows a button does not load it. */
function loadMediaChunk(): Promise<typeof import('./media-chunk.ts')> {
  return import('./media-chunk.ts')
}

/**
 * Loads the media code and wakes the browser's WebRTC, whose first use takes tens of milliseconds.
 * Opens no connection and asks for no permission.
 */
export async function warmUpMedia(): Promise<void> {
  await loadMediaChunk()
  const peer = new RTCPeerConnection()
  try {
    peer.addTransceiver('audio')
    peer.addTransceiver('video')
    await peer.createOffer()
  } finally {
    peer.close()
  }
}

/** This browser's media stack, made to fit the server's capabilities. One for a client's life. */
export class MediaKit {
  readonly #device: Device
  readonly #prepareToSend: (transport: types.Transport) => void

  /** Of a device that is loaded. `prepareToSend` is called with each transport that is to send. */
  constructor(device: Device, prepareToSend: (transport: types.Transport) => void = () => {}) {
    this.#device = device
    this.#prepareToSend = prepareToSend
  }

  /** Rejects where the browser has no WebRTC. */
  static async load(routerRtpCapabilities: RtpCapabilities): Promise<MediaKit> {
    const { Device, keepLayers } = await loadMediaChunk()
    const device = await Device.factory()
    await device.load({ routerRtpCapabilities: routerRtpCapabilities as types.RtpCapabilities })
    return new MediaKit(device, keepLayers)
  }

  /** What this browser can receive. */
  get rtpCapabilities(): RtpCapabilities {
    // The library leaves codec parameters open; the protocol allows texts and numbers, which is what they are.
    return this.#device.recvRtpCapabilities as RtpCapabilities
  }

  /** Whether layers of a camera may be added while it is sent. Firefox keeps to those that it began with. */
  get canAddLayers(): boolean {
    return this.#device.handlerName.startsWith('Chrome')
  }

  sendCodec(mimeType: string): types.RtpCodecCapability | undefined {
    const { codecs = [] } = this.#device.sendRtpCapabilities
    return codecs.find((codec) => codec.mimeType.toLowerCase() === mimeType.toLowerCase())
  }

  /** `relay` lets nothing but TURN relays carry it. */
  createTransport(
    offer: TransportOffer,
    iceServers: IceServers,
    iceTransportPolicy: RTCIceTransportPolicy = 'all',
  ): types.Transport {
    const options = { ...transportOptions(offer, iceServers), iceTransportPolicy }
    if (offer.direction === 'receive') return this.#device.createRecvTransport(options)
    // The server's side is told to be the DTLS client: it then starts as soon as ICE is up, which saves
    // a round trip. On a receive transport both sides would be clients and hang.
    const dtlsParameters = { ...options.dtlsParameters, role: 'client' as const }
    const transport = this.#device.createSendTransport({ ...options, dtlsParameters })
    this.#prepareToSend(transport)
    return transport
  }
}

function transportOptions(offer: TransportOffer, iceServers: IceServers): types.TransportOptions {
  const { transport: id, iceParameters, iceCandidates, dtlsParameters } = offer
  return {
    id,
    iceParameters,
    iceCandidates,
    dtlsParameters,
    ...(iceServers.length > 0 && { iceServers: iceServers as RTCIceServer[] }),
  } as types.TransportOptions
}
