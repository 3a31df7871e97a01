/// <reference lib="dom" />
import '@visavis/sfu/testing'
import { once } from 'node:events'
import {
  EMPTY_ROOM,
  foldRoom,
  type Method,
  type Params,
  PROTOCOL_VERSION,
  type RecordingId,
  type Result,
  type RoomEvent,
  type RoomId,
  type RoomState,
  type RtpParameters,
  type TrackId,
  type TrackSource,
} from '@visavis/protocol'
import { Device, type types } from 'mediasoup-client'
import { WebSocket } from 'ws'

interface Waiter {
  readonly resolve: (result: never) => void
  readonly reject: (error: Error) => void
}

export interface CallerOptions {
  readonly url: string
  readonly token: string
  readonly room: RoomId
  /** The address to send media to in place of the server's, whose port it is told. */
  readonly via?: (port: number) => Promise<string>
}

/** Somebody in a room without a browser: the wire, and WebRTC of Node. */
export class Caller implements Disposable {
  state: RoomState = EMPTY_ROOM
  readonly events: RoomEvent[] = []
  readonly room: RoomId
  readonly #socket: WebSocket
  readonly #waiting: Map<number, Waiter>
  readonly #listeners = new Set<() => void>()
  readonly #via: CallerOptions['via']
  #send: types.Transport | undefined
  #entry: Result<'room.join'> | undefined
  #device: Device | undefined

  static async join(options: CallerOptions): Promise<Caller> {
    const socket = new WebSocket(options.url)
    await once(socket, 'open')
    const caller = new Caller(socket, options)
    const { token, room } = options
    const opening = await caller.request('session.open', { token, protocol: PROTOCOL_VERSION })
    const device = await Device.factory({ handlerName: 'Chrome111' })
    const routerRtpCapabilities = opening.rtpCapabilities as types.RtpCapabilities
    await device.load({ routerRtpCapabilities })
    const { rtpCapabilities } = opening
    caller.#entry = await caller.request('room.join', { room, rtpCapabilities })
    caller.#device = device
    caller.#fold(caller.#entry.events)
    return caller
  }

  private constructor(socket: WebSocket, { room, via }: CallerOptions) {
    this.room = room
    this.#via = via
    this.#socket = socket
    this.#waiting = new Map()
    socket.on('message', (data) => this.#read(JSON.parse(String(data))))
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The socket is closed'))
    })
  }

  request<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    const id = this.#waiting.size + 1
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    })
  }

  async publish(source: TrackSource, track: MediaStreamTrack): Promise<TrackId> {
    this.#send ??= await this.#openTransport(source)
    const producer = await this.#send.produce({
      track,
      stopTracks: false,
      appData: { source },
    })
    return producer.id as TrackId
  }

  /** Resolves when the room is so. */
  async until(isSo: (state: RoomState) => boolean): Promise<RoomState> {
    while (!isSo(this.state)) {
      await new Promise<void>((resolve) => {
        const look = () => {
          this.#listeners.delete(look)
          resolve()
        }
        this.#listeners.add(look)
      })
    }
    return this.state
  }

  async record(): Promise<RecordingId> {
    const notice = await this.#notice()
    return (await this.request('recording.start', { notice })).recording
  }

  async consent(recording: RecordingId): Promise<void> {
    await this.request('consent.give', { recording, notice: await this.#notice() })
  }

  /** When it counts from, in the server's time. */
  async withdraw(recording: RecordingId): Promise<number> {
    return (await this.request('consent.withdraw', { recording })).at
  }

  [Symbol.dispose](): void {
    this.#send?.close()
    this.#socket.terminate()
  }

  async #notice() {
    const { noticeHash, locale } = await this.request('consent.read-notice', { locale: 'en' })
    return { noticeHash, locale }
  }

  async #openTransport(source: TrackSource): Promise<types.Transport> {
    const offer = this.#entry?.media?.transports.find(({ direction }) => direction === 'send')
    if (!offer || !this.#device) throw new Error(`No transport for a ${source}`)
    const { transport: id, iceParameters, dtlsParameters } = offer
    const iceCandidates = await this.#candidates(offer.iceCandidates)
    const send = this.#device.createSendTransport({
      ...{ id, iceParameters, iceCandidates },
      dtlsParameters: { ...dtlsParameters, role: 'client' },
    } as types.TransportOptions)
    send.on('connect', ({ dtlsParameters: own }, done, failed) => {
      done()
      this.request('transport.connect', {
        transport: id,
        dtlsParameters: own as Params<'transport.connect'>['dtlsParameters'],
      }).catch(failed)
    })
    send.on('produce', ({ kind, rtpParameters, appData }, done, failed) => {
      const published = this.request('track.publish', {
        ...{ transport: id, kind, source: appData.source as TrackSource },
        rtpParameters: rtpParameters as RtpParameters,
      })
      published.then(({ track }) => done({ id: track }), failed)
    })
    return send
  }

  async #candidates<C extends { protocol: string; port: number }>(all: C[]): Promise<C[]> {
    const via = this.#via
    if (!via) return all
    const packets = all.filter(({ protocol }) => protocol === 'udp')
    return Promise.all(
      packets.map(async (candidate) => {
        const address = await via(candidate.port)
        return { ...candidate, address, ip: address }
      }),
    )
  }

  #read(frame: {
    id?: number
    result?: never
    error?: { message: string; data?: { code: string } }
    method?: string
    params?: { events: RoomEvent[] }
  }): void {
    if (frame.method === 'room.events') this.#fold(frame.params?.events ?? [])
    const waiter = frame.id === undefined ? undefined : this.#waiting.get(frame.id)
    if (!waiter) return
    if (frame.error) waiter.reject(new Error(frame.error.data?.code ?? frame.error.message))
    else waiter.resolve(frame.result as never)
  }

  #fold(events: readonly RoomEvent[]): void {
    for (const event of events) if (event.seq > this.state.seq) this.events.push(event)
    this.state = foldRoom(this.state, events)
    for (const look of [...this.#listeners]) look()
  }
}
