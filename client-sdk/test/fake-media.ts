import {
  type MediaOffer,
  newId,
  type RtpParameters,
  type SubscriptionOffer,
} from '@visavis/protocol'
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack'
import { Device, type types } from 'mediasoup-client'
import * as fakeParameters from 'mediasoup-client/fakeParameters'
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler'
import { MediaKit } from '../src/media/media-kit.ts'

/** The real media code over the library's own handler without a browser. */
export async function fakeMediaKit(): Promise<MediaKit> {
  const handlerFactory = FakeHandler.createFactory(fakeParameters)
  const device = new Device({ handlerFactory })
  await device.load({ routerRtpCapabilities: fakeParameters.generateRouterRtpCapabilities() })
  return new MediaKit(device)
}

export function transportOffer(direction: 'send' | 'receive'): MediaOffer['transports'][number] {
  const { iceParameters, iceCandidates, dtlsParameters } =
    fakeParameters.generateTransportRemoteParameters()
  const offer: unknown = { iceParameters, iceCandidates, dtlsParameters }
  return {
    ...(offer as Omit<MediaOffer['transports'][number], 'transport' | 'direction'>),
    transport: newId('transport'),
    direction,
  }
}

/** A transport whose media connects by itself. */
export function fakeTransport(kit: MediaKit, direction: 'send' | 'receive'): types.Transport {
  const transport = kit.createTransport(transportOffer(direction), [])
  transport.on('connect', (_parameters, accept) => {
    accept()
    connectMedia(transport)
  })
  return transport
}

/** What ICE and DTLS do in a browser. */
export function connectMedia(transport: types.Transport): void {
  const { handler } = transport
  if (handler instanceof FakeHandler) handler.setConnectionState('connected')
}

export function subscriptionOffer(
  transport: types.Transport,
  kind: 'audio' | 'video',
): SubscriptionOffer {
  const codecMimeType = kind === 'audio' ? 'audio/opus' : 'video/VP8'
  const { rtpParameters } = fakeParameters.generateConsumerRemoteParameters({ codecMimeType })
  return {
    subscription: newId('subscription'),
    transport: transport.id as SubscriptionOffer['transport'],
    track: newId('track'),
    participant: newId('participant'),
    source: kind === 'audio' ? 'microphone' : 'camera',
    kind,
    rtpParameters: rtpParameters as RtpParameters,
  }
}

export function fakeTrack(kind: 'audio' | 'video'): MediaStreamTrack {
  return new FakeMediaStreamTrack({ kind }) as unknown as MediaStreamTrack
}
