import {
  type MediaOffer,
  type SubscriptionId,
  type SubscriptionOffer,
  type TrackId,
  type TrackSource,
  type TransportId,
  VisavisError,
} from '@visavis/protocol/browser'
import type { types } from 'mediasoup-client'
import type { ConnectTiming } from '../connect-timing.ts'
import type { Request } from '../connection/request.ts'
import type { Logger } from '../logger.ts'
import type { MediaState } from '../room/room-events.ts'
import { entriesOf, type LocalTrack, type RemoteTrack, type SourceTracks } from '../tracks.ts'
import { wait } from '../wait.ts'
import { type MediaEvents, NO_ROOM } from './media-events.ts'
import type { IceServers, MediaKit } from './media-kit.ts'
import type { DrawnPicture } from './picture-size.ts'
import { ReceiveSide } from './receive-side.ts'
import { SendSide } from './send-side.ts'
import { watchTransports } from './transport-watch.ts'

/** An ICE restart that works does so within a few round trips; then everything is built anew. */
const RESTART_TIMEOUT_MS = 5_000
/** Waits between attempts to build media anew; after the last it has failed until the socket returns. */
const REBUILD_DELAYS_MS = [0, 500, 1_000, 2_000, 4_000]

export interface RoomMediaOptions {
  request: Request
  /** `null` where the browser has no WebRTC: the room is text only. */
  kit(): Promise<MediaKit | null>
  iceServers(): IceServers
  timing: ConnectTiming
  logger: Logger
}

/** Sound and picture of a room, or of one to come: both transports, and their repair. */
export class RoomMedia {
  readonly #options: RoomMediaOptions
  readonly #receive: ReceiveSide
  readonly #send: SendSide
  #events: MediaEvents = NO_ROOM
  #transports: readonly types.Transport[] = []
  #stopWatching: () => void = () => {}
  #state: MediaState = 'idle'
  #rebuilding: Promise<void> | null = null
  #closed = false

  constructor(options: RoomMediaOptions) {
    this.#options = options
    this.#receive = new ReceiveSide({
      ...options,
      isMuted: (track) => this.#events.isMuted(track),
      onTrack: (track) => this.#events.onTrack(track),
      onTrackRemoved: (track) => this.#events.onTrackRemoved(track),
    })
    this.#send = new SendSide({
      ...options,
      onTrack: (track) => this.#events.onLocalTrack(track),
      onTrackRemoved: (track) => this.#events.onLocalTrackRemoved(track),
    })
  }

  /** The room that this is the media of. */
  bind(events: MediaEvents): void {
    this.#events = events
  }

  get state(): MediaState {
    return this.#state
  }

  get remoteTracks(): ReadonlyMap<TrackId, RemoteTrack> {
    return this.#receive.tracks
  }

  get nextCamera(): MediaStreamTrack | null {
    return this.#receive.nextCamera
  }

  get localTracks(): ReadonlyMap<TrackSource, LocalTrack> {
    return this.#send.tracks
  }

  /** Connects ahead of a room: both transports, with nothing to send or to receive yet. Never rejects. */
  async prepare(offer: MediaOffer): Promise<void> {
    try {
      await this.open(offer)
      await this.#send.prepare()
    } catch (error) {
      this.#options.logger.info('media not prepared', { error: String(error) })
    }
  }

  /** Sends over what is prepared, ahead of the room. Answers what the room is to be told of. */
  stage(tracks: SourceTracks): TrackId[] {
    const staged = entriesOf(tracks).map(([source, track]) => this.#send.stage(source, track))
    return staged.filter((id) => id !== null)
  }

  /** Connects to what the server offers, in place of what there was. */
  async open(offer: MediaOffer): Promise<void> {
    if (offer.prepared) {
      this.#receive.offer(offer.subscriptions)
      return
    }
    const kit = await this.#options.kit()
    if (!kit || this.#closed) return
    this.#closeTransports()
    this.#options.timing.forgetMedia()
    this.#options.timing.mark('transports')
    const transports = offer.transports.map((transport) => {
      const made = kit.createTransport(transport, this.#options.iceServers())
      // Answered at once: the server's side already waits for DTLS, which saves a round trip.
      made.on('connect', ({ dtlsParameters }, accept) => {
        accept()
        this.#connect(transport.transport, dtlsParameters)
      })
      return made
    })
    this.#transports = transports
    this.#stopWatching = watchTransports({
      transports,
      onState: (state) => this.#setState(state),
      onBroken: (transport) => void this.#repair(transport),
    })
    // With nothing to carry, nothing will connect.
    if (offer.slots.length === 0 && this.localTracks.size === 0) this.#setState('idle')
    const send = transports.find(({ direction }) => direction === 'send')
    const receive = transports.find(({ direction }) => direction === 'recv')
    this.#receive.attach(receive ?? null, offer)
    await this.#send.attach(send ? { kit, transport: send } : null)
  }

  offer(subscriptions: readonly SubscriptionOffer[]): void {
    this.#receive.offer(subscriptions)
  }

  withdraw(subscriptions: readonly SubscriptionId[]): void {
    this.#receive.withdraw(subscriptions)
  }

  prefer(track: TrackId, picture: DrawnPicture): void {
    this.#receive.prefer(track, picture)
  }

  removeTrack(track: TrackId): void {
    this.#receive.remove(track)
  }

  publish(source: TrackSource, track: MediaStreamTrack): Promise<LocalTrack> {
    return this.#send.publish(source, track)
  }

  unpublish(source: TrackSource): Promise<void> {
    return this.#send.unpublish(source)
  }

  setMuted(source: TrackSource, muted: boolean): Promise<void> {
    return this.#send.setMuted(source, muted)
  }

  async stats(): Promise<RTCStatsReport[]> {
    return Promise.all(this.#transports.map((transport) => transport.getStats()))
  }

  /** Asks for new transports until there are some. One at a time; never throws. */
  rebuild(): Promise<void> {
    this.#rebuilding ??= this.#rebuild().finally(() => {
      this.#rebuilding = null
    })
    return this.#rebuilding
  }

  /** After the socket came back: repairs what broke meanwhile. */
  async check(): Promise<void> {
    this.#receive.repeatPreferences()
    const broken = this.#transports.filter(({ connectionState }) => isBroken(connectionState))
    if (this.#state === 'failed') await this.rebuild()
    else await Promise.all(broken.map((transport) => this.#repair(transport)))
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#send.close()
    this.#receive.close()
    this.#closeTransports()
  }

  #connect(transport: TransportId, dtlsParameters: types.DtlsParameters): void {
    this.#options.request('transport.connect', { transport, dtlsParameters }).catch((error) => {
      this.#options.logger.warn('transport not connected', { transport, error: String(error) })
    })
  }

  async #repair(transport: types.Transport): Promise<void> {
    if (transport.closed || this.#closed) return
    this.#options.logger.info('restarting ICE', { transport: transport.id })
    try {
      const id = transport.id as TransportId
      const { iceParameters } = await this.#options.request('transport.restart-ice', {
        transport: id,
      })
      await transport.restartIce({ iceParameters })
      await connectedWithin(transport, RESTART_TIMEOUT_MS)
    } catch (error) {
      this.#options.logger.info('ICE restart did not help', { error: String(error) })
      if (!transport.closed) await this.rebuild()
    }
  }

  async #rebuild(): Promise<void> {
    const kit = await this.#options.kit()
    if (!kit) return
    this.#setState(this.#transports.length === 0 ? 'connecting' : 'reconnecting')
    for (const delayMs of REBUILD_DELAYS_MS) {
      await wait(delayMs)
      if (this.#closed) return
      if ((await this.#tryToRebuild(kit)) === 'settled') return
    }
    this.#setState('failed')
  }

  async #tryToRebuild(kit: MediaKit): Promise<'settled' | 'again'> {
    try {
      const { rtpCapabilities } = kit
      await this.open(await this.#options.request('media.open', { rtpCapabilities }))
      return 'settled'
    } catch (error) {
      this.#options.logger.warn('media not opened', { error: String(error) })
      if (!(error instanceof VisavisError) || error.retryable) return 'again'
      // Neither sending nor receiving is granted: a room of text.
      this.#setState('idle')
      return 'settled'
    }
  }

  #closeTransports(): void {
    this.#stopWatching()
    for (const transport of this.#transports) transport.close()
    this.#transports = []
  }

  #setState(state: MediaState): void {
    if (state === this.#state || this.#closed) return
    this.#state = state
    this.#events.onState(state)
  }
}

function isBroken(state: types.ConnectionState): boolean {
  return state === 'failed' || state === 'disconnected'
}

/** Rejects when the transport is not connected in time. */
function connectedWithin(transport: types.Transport, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = () => {
      if (transport.connectionState === 'connected') settle(resolve)
      else if (transport.closed) settle(() => reject(new Error('transport closed')))
    }
    const timer = setTimeout(() => settle(() => reject(new Error('not connected'))), timeoutMs)
    const settle = (end: () => void) => {
      clearTimeout(timer)
      transport.off('connectionstatechange', check)
      end()
    }
    transport.on('connectionstatechange', check)
    check()
  })
}
