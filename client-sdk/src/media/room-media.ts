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
import { untilAnswered } from '../connection/until-answered.ts'
import { ConnectError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { MediaCare } from '../recovery/media-care.ts'
import type { MediaState } from '../room/room-events.ts'
import { entriesOf, type LocalTrack, type RemoteTrack, type SourceTracks } from '../tracks.ts'
import { wait } from '../wait.ts'
import type { Arriving } from '../weak/patience.ts'
import { type MediaEvents, NO_ROOM } from './media-events.ts'
import type { IceServers, MediaKit } from './media-kit.ts'
import type { DrawnPicture } from './picture-size.ts'
import { ReceiveSide } from './receive-side.ts'
import { SendSide } from './send-side.ts'
import { watchTransports } from './transport-watch.ts'

/** An ICE restart that works does so within a few round trips; then everything is built anew. */
const RESTART_TIMEOUT_MS = 5_000
/** Between attempts to build media anew through which nothing flows. */
const STILL_DEAD_MS = 15_000
/** Waits between attempts to build media anew; after the last it has failed until the socket returns. */
const REBUILD_DELAYS_MS = [0, 500, 1_000, 2_000, 4_000]

export interface RoomMediaOptions {
  request: Request
  /** `null` where the browser has no WebRTC: the room is text only. */
  kit(): Promise<MediaKit | null>
  iceServers(): IceServers
  timing: ConnectTiming
  logger: Logger
  /** Resolves a little after a call's beginning, which does not need it. */
  recovery(): Promise<typeof import('../recovery/index.ts') | null>
  /** Looks whether the server is still there. */
  onDoubt(): void
}

/** Sound and picture of a room, or of one to come: both transports, and their repair. */
export class RoomMedia {
  /** There is no room for video: what is late is not gone, and repairs only fill the network more. */
  isNetworkFull = false
  readonly #options: RoomMediaOptions
  readonly #receive: ReceiveSide
  readonly #send: SendSide
  #events: MediaEvents = NO_ROOM
  #transports: readonly types.Transport[] = []
  #stopWatching: () => void = () => {}
  #state: MediaState = 'idle'
  /** What the transports say, while nothing is known to be worse. */
  #transportState: MediaState = 'idle'
  /** Set while what should arrive does not. */
  #trouble: 'reconnecting' | 'failed' | null = null
  #care: MediaCare | null = null
  #repairing: Promise<void> | null = null
  #rebuilding: Promise<void> | null = null
  #laterTimer: ReturnType<typeof setTimeout> | undefined
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
    void this.#takeCare()
  }

  get state(): MediaState {
    return this.#state
  }

  get transports(): readonly types.Transport[] {
    return this.#transports
  }

  get arriving(): Arriving[] {
    return this.#receive.arriving
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
    // The picture first: the browser takes up senders one after the other.
    const entries = entriesOf(tracks).toSorted(([, { kind }]) => (kind === 'video' ? -1 : 1))
    const staged = entries.map(([source, track]) => this.#send.stage(source, track))
    return staged.filter((id) => id !== null)
  }

  /** Connects to what the server offers, in place of what there was. Throws when that is something prepared which is not here. */
  async open(offer: MediaOffer): Promise<void> {
    if (offer.prepared) {
      // The page that it was prepared for is gone, or gave it up.
      if (this.#transports.length === 0) throw new Error('not prepared here')
      this.#receive.offer(offer.subscriptions)
      return
    }
    const kit = await this.#options.kit()
    if (!kit || this.#closed) return
    this.#closeTransports()
    this.#options.timing.forgetMedia()
    this.#options.timing.mark('transports')
    const transports = this.#make(kit, offer)
    this.#transports = transports
    this.#watch(transports)
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

  sendPlainly(source: TrackSource): Promise<void> {
    return this.#send.sendPlainly(source)
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

  /**
   * Goes where the server wants us, and leaves what there is when the new way is there: nobody sees or hears it. Where that
   * does not work it is as if media was lost. One at a time; never throws.
   */
  move(): Promise<void> {
    this.#rebuilding ??= this.#move().finally(() => {
      this.#rebuilding = null
    })
    return this.#rebuilding
  }

  /** After the socket came back, perhaps over another network: repairs what does not flow. */
  async check(): Promise<void> {
    this.#receive.repeatPreferences()
    if (this.#state === 'failed') return this.rebuild()
    if (this.isNetworkFull && this.#care?.isFlowing) return
    const isDown = this.#transports.some(({ connectionState }) => isBroken(connectionState))
    if (isDown || (await this.#care?.suspect())) await this.#repair()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#care?.close()
    clearTimeout(this.#laterTimer)
    this.#send.close()
    this.#receive.close()
    this.#closeTransports()
  }

  /** Asked again when no answer came: without it the server never connects. A second one changes nothing there. */
  #connect(transport: types.Transport, dtlsParameters: types.DtlsParameters): void {
    const params = { transport: transport.id as TransportId, dtlsParameters }
    untilAnswered(
      () => this.#options.request('transport.connect', params),
      () => !transport.closed,
    ).catch((error: unknown) => {
      this.#options.logger.warn('transport not connected', {
        transport: transport.id,
        error: String(error),
      })
    })
  }

  async #takeCare(): Promise<void> {
    const recovery = await this.#options.recovery()
    if (!recovery || this.#closed) return
    this.#care = new recovery.MediaCare({
      transportTo: (direction) => this.#transports.find((one) => one.direction === direction),
      expected: () => this.#receive.receiversOf((track) => this.#events.isExpected(track)),
      isNetworkFull: () => this.isNetworkFull,
      isSending: () => [...this.localTracks.values()].some(({ track, muted }) => track && !muted),
      startAgain: () => this.#receive.startAgain(),
      repair: () => this.#repair(),
      onDoubt: () => this.#options.onDoubt(),
      onFlowing: () => this.#setTrouble(null),
    })
  }

  /** One at a time; never throws. */
  #repair(): Promise<void> {
    this.#repairing ??= this.#tryToRepair().finally(() => {
      this.#repairing = null
    })
    return this.#repairing
  }

  /** On the same transports with new addresses; where that does not help, with new transports. */
  async #tryToRepair(): Promise<void> {
    const transports = this.#transports
    const used = transports.filter(({ connectionState }) => connectionState !== 'new')
    if (this.#closed || used.length === 0) return
    if (this.#care?.isStalled) this.#setTrouble('reconnecting')
    try {
      await Promise.all(used.map((transport) => this.#restart(transport)))
      if ((await this.#care?.verify()) === 'dead') throw new Error('nothing flows')
    } catch (error) {
      this.#options.logger.info('ICE restart did not help', { error: String(error) })
      // The socket's return checks again; other transports than these are none of our business.
      const isAway = error instanceof ConnectError && error.reason === 'connection-lost'
      if (!isAway && this.#transports === transports) await this.rebuild()
    }
  }

  async #restart(transport: types.Transport): Promise<void> {
    this.#options.logger.info('restarting ICE', { transport: transport.id })
    const id = transport.id as TransportId
    const { iceParameters } = await this.#options.request('transport.restart-ice', {
      transport: id,
    })
    await transport.restartIce({ iceParameters })
    await connectedWithin(transport, RESTART_TIMEOUT_MS)
  }

  /** New transports through which nothing flows are owned up to, and tried again later. */
  async #verifyRebuilt(): Promise<void> {
    const transports = this.#transports
    const receive = transports.find(({ direction }) => direction === 'recv')
    if (receive) await connectedWithin(receive, RESTART_TIMEOUT_MS).catch(() => {})
    if ((await this.#care?.verify()) !== 'dead') return
    if (this.#closed || this.#transports !== transports) return
    this.#setTrouble('failed')
    clearTimeout(this.#laterTimer)
    this.#laterTimer = setTimeout(() => {
      if (this.#trouble === 'failed') void this.rebuild()
    }, STILL_DEAD_MS)
  }

  async #move(): Promise<void> {
    const kit = await this.#options.kit()
    if (!kit || this.#closed) return
    const before = this.#transports
    try {
      const { rtpCapabilities } = kit
      await this.#openBeside(kit, await this.#options.request('media.open', { rtpCapabilities }))
      for (const transport of before) transport.close()
    } catch (error) {
      this.#options.logger.warn('media not moved', { error: String(error) })
      for (const transport of before) transport.close()
      if (!this.#closed) await this.#rebuild()
    }
  }

  /** Resolves when the new transports carry what the old ones did. */
  async #openBeside(kit: MediaKit, offer: MediaOffer): Promise<void> {
    const transports = this.#make(kit, offer)
    this.#stopWatching()
    this.#transports = transports
    const send = transports.find(({ direction }) => direction === 'send')
    const receive = transports.find(({ direction }) => direction === 'recv')
    const received = this.#receive.move(receive ?? null, offer)
    await this.#send.move(send ? { kit, transport: send } : null, (transport) =>
      connectedWithin(transport, RESTART_TIMEOUT_MS),
    )
    await received
    if (!this.#closed && this.#transports === transports) this.#watch(transports)
  }

  #make(kit: MediaKit, offer: MediaOffer): types.Transport[] {
    return offer.transports.map((transport) => {
      const made = kit.createTransport(transport, this.#options.iceServers())
      // Answered at once: the server's side already waits for DTLS, which saves a round trip.
      made.on('connect', ({ dtlsParameters }, accept) => {
        accept()
        this.#connect(made, dtlsParameters)
      })
      return made
    })
  }

  #watch(transports: readonly types.Transport[]): void {
    this.#stopWatching = watchTransports({
      transports,
      onState: (state) => this.#setState(state),
      isFlowing: () => this.#care?.isFlowing ?? false,
      onBroken: () => void this.#repair(),
    })
  }

  async #rebuild(): Promise<void> {
    const kit = await this.#options.kit()
    if (!kit) return
    this.#setState(this.#transports.length === 0 ? 'connecting' : 'reconnecting')
    for (const delayMs of REBUILD_DELAYS_MS) {
      await wait(delayMs)
      if (this.#closed) return
      if ((await this.#tryToRebuild(kit)) === 'again') continue
      if (this.#trouble) void this.#verifyRebuilt()
      return
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
    this.#transportState = state
    this.#show()
  }

  #setTrouble(trouble: 'reconnecting' | 'failed' | null): void {
    this.#trouble = trouble
    this.#show()
  }

  #show(): void {
    const isBetter = this.#transportState === 'connected'
    const state = (isBetter && this.#trouble) || this.#transportState
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
