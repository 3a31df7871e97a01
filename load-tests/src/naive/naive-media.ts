import type {
  DtlsParameters,
  MediaOffer,
  Result,
  RtpCapabilities,
  RtpParameters,
  SubscriptionId,
  SubscriptionOffer,
  TrackId,
  TransportId,
  TransportOffer,
} from '@visavis/protocol'
import { Device, type types } from 'mediasoup-client'
import type { NaiveRpc } from './naive-rpc.ts'

declare global {
  /** The product's own encoder settings, so that only the order of calls differs. */
  var visavisEncodings: {
    sendOptions(
      source: 'camera' | 'microphone',
      width: number,
    ): Pick<types.ProducerOptions, 'encodings' | 'codecOptions'>
  }
}

export interface NaiveMedia {
  /** Asks for the transports, one after the other. */
  open(): Promise<void>
  /** Takes what is offered, one after the other. */
  consume(offers: readonly SubscriptionOffer[]): Promise<void>
  /** Opens microphone and camera and sends them, one after the other. */
  produce(): Promise<void>
  close(): void
}

/** In a page: mediasoup-demo's order of calls, each of them awaited. */
export async function createNaiveMedia(
  rpc: NaiveRpc,
  opened: Result<'session.open'>,
  onTrack: (track: MediaStreamTrack) => void,
): Promise<NaiveMedia> {
  const device = await Device.factory()
  await device.load({
    routerRtpCapabilities: opened.rtpCapabilities as types.RtpCapabilities,
  })
  let send: types.Transport | undefined
  let receive: types.Transport | undefined
  const seen = new Set<SubscriptionId>()
  const { promise: transportsReady, resolve: onTransports } = Promise.withResolvers<void>()
  /** What is offered before there is a transport for it waits. */
  let consuming = transportsReady

  async function consumeOne(offer: SubscriptionOffer): Promise<void> {
    if (offer.transport !== receive?.id) return
    const { subscription, track, kind } = offer
    const consumer = await receive.consume({
      id: subscription,
      producerId: track,
      kind,
      rtpParameters: offer.rtpParameters as types.RtpParameters,
    })
    onTrack(consumer.track)
    await rpc.request('subscription.resume', { subscriptions: [subscription] })
  }

  async function produceOne(source: 'microphone' | 'camera'): Promise<void> {
    const constraints = source === 'camera' ? { video: CAMERA } : { audio: true }
    const stream = await navigator.mediaDevices.getUserMedia(constraints)
    const [track] = stream.getTracks()
    if (!track || !send) return
    const options = visavisEncodings.sendOptions(source, track.getSettings().width ?? 0)
    await send.produce({ track, ...options, appData: { source } })
  }

  const media: NaiveMedia = {
    async open() {
      media.close()
      const rtpCapabilities = device.recvRtpCapabilities as RtpCapabilities
      const offer = await rpc.request('media.open', { rtpCapabilities })
      send = device.createSendTransport(transportOptions(offer, 'send'))
      bind(rpc, send)
      // mediasoup-demo asks for the second transport once it has the first.
      await rpc.request('session.ping', {})
      receive = device.createRecvTransport(transportOptions(offer, 'receive'))
      bind(rpc, receive)
      onTransports()
      void media.consume(offer.subscriptions)
    },
    consume(offers) {
      for (const offer of offers) {
        const isKnown = seen.has(offer.subscription)
        seen.add(offer.subscription)
        if (!isKnown) consuming = consuming.then(() => consumeOne(offer))
      }
      return consuming
    },
    async produce() {
      await produceOne('microphone')
      await produceOne('camera')
    },
    close() {
      send?.close()
      receive?.close()
    },
  }
  return media
}

/** What the product asks for. */
const CAMERA = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }

/** As what they are published: sources without slots, which the naive flow does not know. */
const SOURCES = { audio: 'screen-audio', video: 'screen' } as const

function transportOptions(
  offer: MediaOffer,
  direction: TransportOffer['direction'],
): types.TransportOptions {
  const found = offer.transports.find((transport) => transport.direction === direction)
  if (!found) throw new Error(`No transport to ${direction}`)
  return { ...found, id: found.transport } as unknown as types.TransportOptions
}

function bind(rpc: NaiveRpc, transport: types.Transport): void {
  const id = transport.id as TransportId
  transport.on('connect', ({ dtlsParameters }, accept, refuse) => {
    const params = { transport: id, dtlsParameters: dtlsParameters as DtlsParameters }
    rpc.request('transport.connect', params).then(accept, refuse)
  })
  transport.on('produce', ({ kind, rtpParameters }, accept, refuse) => {
    rpc
      .request('track.publish', {
        transport: id,
        source: SOURCES[kind],
        kind,
        rtpParameters: rtpParameters as RtpParameters,
      })
      .then(({ track }: { track: TrackId }) => accept({ id: track }), refuse)
  })
}
