import {
  type MessageId,
  type ParticipantId,
  presentParticipants,
  type RoomEntry,
  type RoomId,
  type RoomState,
  type TrackId,
  type TrackSource,
  VisavisError,
} from '@visavis/protocol/browser'
import type { ConnectReport, ConnectTiming } from '../connect-timing.ts'
import type { Request } from '../connection/request.ts'
import type { Notification } from '../connection/rpc.ts'
import { captureScreen } from '../devices/capture-screen.ts'
import { Emitter } from '../emitter.ts'
import type { Logger } from '../logger.ts'
import type { DrawnPicture } from '../media/picture-size.ts'
import type { RoomMedia } from '../media/room-media.ts'
import { whenFlowing } from '../media/when-flowing.ts'
import type { LocalTrack, RemoteTrack } from '../tracks.ts'
import { LazyNetworkWatch } from '../weak/lazy-network-watch.ts'
import { GOOD_NETWORK, type NetworkState } from '../weak/network-state.ts'
import { Outbox } from './outbox.ts'
import type { MediaState, PendingMessage, RoomEnd, RoomEvents } from './room-events.ts'
import { RoomLog } from './room-log.ts'
import { RoomRecording } from './room-recording.ts'

/** @internal What a room needs of the client that is in it. */
export interface RoomContext {
  request: Request
  /** As `request`, and over a socket in doubt too. */
  tell: Request
  /** Prepared, or with nothing yet. The room closes it. */
  media: RoomMedia
  timing: ConnectTiming
  logger: Logger
  /** What the network takes, in milliseconds, as media finds it. */
  onRoundTrip(networkMs: number): void
  /** The server knows that we left. */
  onLeft(): void
}

/** A call that this client takes part in. Made by the client's `requestGuidance`, `joinRoom` or `queue.accept`. */
export class Room extends Emitter<RoomEvents> {
  readonly id: RoomId
  readonly participant: ParticipantId
  /** The recording of this room, and one's own consent to it. */
  readonly recording: RoomRecording
  readonly #context: RoomContext
  readonly #log: RoomLog
  readonly #outbox: Outbox
  readonly #media: RoomMedia
  readonly #stopTiming: () => void
  readonly #watch: LazyNetworkWatch
  #network = GOOD_NETWORK
  #ended: RoomEnd | null = null

  /** @internal */
  constructor(context: RoomContext, entry: RoomEntry) {
    super()
    this.id = entry.room
    this.participant = entry.participant
    this.#context = context
    this.recording = new RoomRecording({
      request: context.request,
      recording: () => this.state.recording,
    })
    this.#log = this.#createLog()
    this.#outbox = this.#createOutbox()
    this.#media = context.media
    this.#watch = this.#createWatch()
    this.#bindMedia()
    this.#stopTiming = context.timing.on('complete', (report) => this.#reportTiming(report))
    this.#log.add(entry.events)
    this.#openMedia(entry)
    this.#watch.start()
  }

  /** The fold of the room's log; a new object for each change. */
  get state(): RoomState {
    return this.#log.state
  }

  /** Why it is over; `null` while it is not. */
  get ended(): RoomEnd | null {
    return this.#ended
  }

  get connection(): MediaState {
    return this.#media.state
  }

  /** Whose network is weak, and which tracks come as stills. */
  get network(): NetworkState {
    return this.#network
  }

  get remoteTracks(): ReadonlyMap<TrackId, RemoteTrack> {
    return this.#media.remoteTracks
  }

  /** The track on which the next person's camera will appear: give it to a player ahead, and no frame is missed. */
  get nextCamera(): MediaStreamTrack | null {
    return this.#media.nextCamera
  }

  get localTracks(): ReadonlyMap<TrackSource, LocalTrack> {
    return this.#media.localTracks
  }

  /** Messages on their way, oldest first. */
  get outbox(): readonly PendingMessage[] {
    return this.#outbox.pending
  }

  /**
   * Sends a track; for a source that is sent already, in its place. The room owns the track from now on
   * and stops it when it is no longer sent: pass a clone to keep one.
   * @throws {VisavisError} `forbidden`, `media-refused`, `too-many-tracks`, `room-ended`.
   */
  publish(source: TrackSource, track: MediaStreamTrack): Promise<LocalTrack> {
    return this.#media.publish(source, track)
  }

  /** Stops sending, and the device. Does nothing for a source that is not sent. */
  unpublish(source: TrackSource): Promise<void> {
    return this.#media.unpublish(source)
  }

  /**
   * Mutes or unmutes. A muted camera is off, its light too, and opened again by unmuting.
   * @throws {DeviceError} when the camera cannot be opened again.
   */
  setMuted(source: TrackSource, muted: boolean): Promise<void> {
    return this.#media.setMuted(source, muted)
  }

  /**
   * Lets the person choose a screen, window or tab and sends it, with its sound where the browser gives it.
   * Ends with `unpublish('screen')` or the browser's own button.
   * @throws {DeviceError} `permission-denied` when nothing was chosen, `not-supported` on most phones.
   */
  async share(): Promise<LocalTrack> {
    const { video, audio } = await captureScreen()
    const published = this.publish('screen', video)
    if (audio) {
      this.publish('screen-audio', audio).catch((error: unknown) => {
        this.#context.logger.info('screen audio not sent', { error: String(error) })
      })
    }
    return published
  }

  /**
   * Posts to the chat. The message is in `outbox` at once and in `state.messages` when it arrived; it waits
   * out a lost connection and is sent once. Resolves when the server has it.
   * @throws {VisavisError} when it was refused; it then stays in `outbox` as `failed`.
   */
  post(text: string): Promise<void> {
    return this.#outbox.post(text)
  }

  /**
   * The whole text of a message that came masked (`isMasked`); `null` when it was erased. The log keeps who looked.
   * @throws {VisavisError} `forbidden` without the grant `personalDataRead`.
   */
  async unmask(message: MessageId): Promise<string | null> {
    return (await this.#context.request('message.unmask', { message })).text
  }

  /** Removes a `failed` message from the outbox. */
  discard(message: MessageId): void {
    this.#outbox.discard(message)
  }

  /** Leaves. A guidance room ends with its shopper or its last advisor. */
  async leave(): Promise<void> {
    if (this.#ended) return
    const left = this.#context.request('room.leave', {})
    this.end('left')
    // Already ended, or taken elsewhere: we are out either way.
    await left.catch((error: unknown) => {
      if (!(error instanceof VisavisError)) throw error
    })
    this.#context.onLeft()
  }

  /** Says that the first picture is painted. For players that are not the SDK's own. */
  noteFirstFrame(): void {
    if (!this.#ended) this.#context.timing.mark('firstFrame')
  }

  /**
   * Says how large a remote picture is drawn, in pixels of the screen, or that it is `'hidden'`. The server then sends
   * no more than fits, and nothing of what is hidden; the largest picture is served first where bandwidth is short.
   * `watchPicture` measures a player. Said again by itself after an interruption; does nothing for sound.
   * @throws {VisavisError} `invalid-request` when a side is not between 1 and 16,384 pixels.
   */
  prefer(track: TrackId, picture: DrawnPicture): void {
    if (!this.#ended) this.#media.prefer(track, picture)
  }

  /** WebRTC statistics of both transports. */
  stats(): Promise<RTCStatsReport[]> {
    return this.#media.stats()
  }

  /** @internal A notification of this room. */
  receive(notification: Notification): void {
    switch (notification.method) {
      case 'room.events':
        if (notification.params.room === this.id) this.#log.add(notification.params.events)
        return
      case 'subscription.offered':
        this.#media.offer(notification.params.subscriptions)
        return
      case 'subscription.closed':
        this.#media.withdraw(notification.params.subscriptions)
        return
      case 'media.lost':
        this.#context.logger.info('media lost', { reason: notification.params.reason })
        void this.#media.rebuild()
        return
      case 'media.moving':
        this.#context.logger.info('media is moving')
        void this.#media.move()
        return
      case 'network.changed':
      case 'sending.wanted':
        this.#watch.receive(notification)
        return
      default:
      // Not a room's concern.
    }
  }

  /** @internal The socket is gone; the room goes on. */
  pause(): void {
    this.#outbox.setOnline(false)
  }

  /** @internal The socket was not gone after all. */
  goOn(): void {
    this.#outbox.setOnline(true)
  }

  /** @internal The session goes on over a new socket. */
  resume(entry: RoomEntry): void {
    this.#log.add(entry.events)
    if (this.#ended) return
    this.#outbox.setOnline(true)
    this.#watch.repeat()
    if (entry.media) void this.#openOffer(entry.media)
    else void this.#media.check()
  }

  /** @internal Messages that a reload interrupted; the ids keep them from being posted twice. */
  restoreOutbox(messages: readonly { id: MessageId; text: string }[]): void {
    for (const { id, text } of messages) {
      const posted = this.state.messages.some((message) => message.id === id)
      // Shown as failed in the outbox if refused.
      if (!posted) this.#outbox.post(text, id).catch(() => {})
    }
  }

  /** @internal */
  end(reason: RoomEnd): void {
    if (this.#ended) return
    this.#ended = reason
    this.#stopTiming()
    this.#watch.stop()
    this.#media.close()
    this.#outbox.close()
    this.#context.logger.info('room ended', { room: this.id, reason })
    this.emit('ended', reason)
  }

  #reportTiming(report: ConnectReport): void {
    this.emit('timing', report)
    const { stages, isPrepared } = report
    this.#context.request('room.report-timing', { stages, isPrepared }).catch((error: unknown) => {
      this.#context.logger.info('timing not reported', { error: String(error) })
    })
  }

  #createWatch(): LazyNetworkWatch {
    const { request, tell, logger } = this.#context
    return new LazyNetworkWatch({
      request,
      tell,
      logger,
      participant: this.participant,
      state: () => this.state,
      transports: () => this.#media.transports,
      arriving: () => this.#media.arriving,
      localTracks: () => this.#media.localTracks,
      onNetwork: (network) => {
        this.#network = network
        this.emit('network', network)
      },
      onStill: (still) => this.emit('still', still),
      onRoundTrip: (networkMs, isFull) => {
        this.#media.isNetworkFull = isFull
        this.#context.onRoundTrip(networkMs)
      },
    })
  }

  #createLog(): RoomLog {
    return new RoomLog({
      read: (after) => this.#context.request('room.read', { after }),
      onState: (state, before) => this.#follow(state, before),
      logger: this.#context.logger,
    })
  }

  #createOutbox(): Outbox {
    return new Outbox({
      send: (message) => this.#context.request('message.post', message),
      onChange: (pending) => this.emit('outbox', pending),
      logger: this.#context.logger,
    })
  }

  #bindMedia(): void {
    this.#media.bind({
      isMuted: (track) => this.state.tracks[track]?.muted ?? false,
      isExpected: (track) => this.#isExpected(track),
      onTrack: (track) => this.#add(track),
      onTrackRemoved: (track) => this.emit('track-removed', track),
      onLocalTrack: (track) => this.emit('local-track', track),
      onLocalTrackRemoved: (track) => this.emit('local-track-removed', track),
      onState: (state) => this.emit('connection', state),
    })
  }

  /** A screen may stand still, and who is away sends nothing. */
  #isExpected({ id, participant, source }: RemoteTrack): boolean {
    const isSteady = source === 'camera' || source === 'microphone'
    const isThere = this.state.participants[participant]?.presence === 'connected'
    return isSteady && isThere && this.state.tracks[id]?.muted === false
  }

  #add(track: RemoteTrack): void {
    this.emit('track', track)
    if (track.kind !== 'video') return
    whenFlowing(track.track, () => this.#context.timing.mark('firstPacket'))
  }

  #follow(state: RoomState, before: RoomState): void {
    const arrived = state.messages.slice(before.messages.length)
    if (arrived.length > 0) this.#outbox.delivered(new Set(arrived.map(({ id }) => id)))
    for (const { id } of Object.values(before.tracks)) {
      if (!state.tracks[id]) this.#media.removeTrack(id)
    }
    this.#yieldCodecs(state)
    this.#watch.follow()
    this.emit('state', state)
    if (presentParticipants(state).length > 1) this.#context.timing.mark('answered')
    if (state.ended) this.end(state.ended.reason)
    else if (state.participants[this.participant]?.presence === 'left') this.end('lost')
  }

  /** What somebody cannot receive is sent such that everybody can. */
  #yieldCodecs({ tracks }: RoomState): void {
    for (const { participant, source, refused } of Object.values(tracks)) {
      if (!refused || participant !== this.participant) continue
      this.#media.sendPlainly(source).catch((error: unknown) => {
        this.#context.logger.warn('codec not changed', { source, error: String(error) })
      })
    }
  }

  #openMedia(entry: RoomEntry): void {
    if (entry.media) void this.#openOffer(entry.media)
    else void this.#media.rebuild()
  }

  async #openOffer(offer: NonNullable<RoomEntry['media']>): Promise<void> {
    try {
      await this.#media.open(offer)
    } catch (error) {
      this.#context.logger.warn('media not opened', { error: String(error) })
      await this.#media.rebuild()
    }
  }
}
