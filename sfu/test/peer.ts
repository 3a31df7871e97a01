import './webrtc-globals.ts'
import {
  type NodeAddress,
  newId,
  type RtpCapabilities,
  type RtpParameters,
  type SfuLink,
  type SubscriptionId,
  type TrackId,
  type TransportId,
} from '@visavis/protocol'
import { Device, type types } from 'mediasoup-client'
import { ask } from './ask.ts'

export interface PeerOptions {
  link: SfuLink
  worker?: string
  /** Without it the transports are placed later. */
  scope?: string
  session?: string
}

/** A participant's browser and the signaling that speaks for it, in one. */
export class Peer implements Disposable {
  readonly session: string
  readonly sendId: TransportId = newId('transport')
  readonly receiveId: TransportId = newId('transport')
  readonly #link: SfuLink
  readonly #device: Device
  #send!: types.Transport
  #receive!: types.Transport

  static async create(options: PeerOptions): Promise<Peer> {
    const { rtpCapabilities, workers } = await ask(options.link, 'node.describe', {})
    const worker = options.worker ?? workers[0]?.worker
    if (!worker) throw new Error('the node has no worker')
    const device = await Device.factory({ handlerName: 'Chrome111' })
    await device.load({ routerRtpCapabilities: rtpCapabilities as types.RtpCapabilities })
    const peer = new Peer(options, device)
    await peer.#open(worker, options.scope)
    return peer
  }

  private constructor({ link, session }: PeerOptions, device: Device) {
    this.#link = link
    this.#device = device
    this.session = session ?? newId('session')
  }

  get rtpCapabilities(): RtpCapabilities {
    return this.#device.recvRtpCapabilities as RtpCapabilities
  }

  /** In so many sizes, each half of the next. */
  async publish(track: MediaStreamTrack, { layers = 1 } = {}): Promise<TrackId> {
    const sizes = Array.from({ length: layers }, (_, index) => 2 ** (layers - 1 - index))
    const encodings = sizes.map((scaleResolutionDownBy) => ({ scaleResolutionDownBy }))
    const options = layers > 1 ? { encodings } : {}
    const producer = await this.#send.produce({ track, stopTracks: false, ...options })
    return producer.id as TrackId
  }

  async subscribe(producer: TrackId, from?: NodeAddress): Promise<MediaStreamTrack> {
    return (await this.receive(producer, from)).track
  }

  async receive(
    producer: TrackId,
    from?: NodeAddress,
  ): Promise<{ readonly track: MediaStreamTrack; readonly consumer: SubscriptionId }> {
    const consumer = newId('subscription')
    const { rtpParameters } = await ask(this.#link, 'consumer.create', {
      consumer,
      transport: this.receiveId,
      producer,
      rtpCapabilities: this.rtpCapabilities,
      ...(from && { from }),
    })
    const track = await this.apply(consumer, producer, rtpParameters as types.RtpParameters)
    return { track, consumer }
  }

  async apply(
    id: SubscriptionId,
    producerId: TrackId,
    rtpParameters: types.RtpParameters,
  ): Promise<MediaStreamTrack> {
    const kind = rtpParameters.codecs[0]?.mimeType.startsWith('audio') ? 'audio' : 'video'
    const consumer = await this.#receive.consume({ id, producerId, kind, rtpParameters })
    await ask(this.#link, 'consumer.resume', { consumer: id })
    return consumer.track
  }

  /** A place for tracks to come: negotiated now, without any. */
  async consumeSlot(
    id: string,
    kind: 'audio' | 'video',
    rtpParameters: types.RtpParameters,
  ): Promise<MediaStreamTrack> {
    return (await this.#receive.consume({ id, producerId: id, kind, rtpParameters })).track
  }

  /** Closes the browser's side, as a closed tab does. */
  [Symbol.dispose](): void {
    this.#send.close()
    this.#receive.close()
  }

  async #open(worker: string, scope: string | undefined): Promise<void> {
    const { session } = this
    const [send, receive] = await Promise.all(
      [this.sendId, this.receiveId].map(async (transport) => ({
        id: transport,
        ...(await ask(this.#link, 'transport.create', {
          transport,
          worker,
          session,
          ...(scope && { scope }),
        })),
      })),
    )
    if (!send || !receive) throw new Error('no transports')
    const dtlsParameters = { ...send.dtlsParameters, role: 'client' as const }
    this.#send = this.#device.createSendTransport({ ...send, dtlsParameters })
    this.#receive = this.#device.createRecvTransport(receive)
    this.#connectWhenAsked(this.#send)
    this.#connectWhenAsked(this.#receive)
    this.#send.on('produce', ({ kind, rtpParameters }, done, failed) => {
      const producer = newId('track')
      const call = {
        producer,
        transport: this.sendId,
        kind,
        rtpParameters: rtpParameters as RtpParameters,
        paused: false,
      }
      ask(this.#link, 'producer.create', call).then(() => done({ id: producer }), failed)
    })
  }

  #connectWhenAsked(transport: types.Transport): void {
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      // Answered at once: the node runs DTLS meanwhile.
      done()
      const call = { transport: transport.id as TransportId, dtlsParameters }
      ask(this.#link, 'transport.connect', call).catch(failed)
    })
  }
}
