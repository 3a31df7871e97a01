import type {
  NotificationParams,
  ParticipantId,
  RoomState,
  TrackId,
  TrackSource,
} from '@visavis/protocol/browser'
import type { types } from 'mediasoup-client'
import type { Request } from '../connection/request.ts'
import type { Notification } from '../connection/rpc.ts'
import type { Logger } from '../logger.ts'
import type { LocalTrack } from '../tracks.ts'
import { withoutProbeRepeats, withPictureRepeats, withVoiceRepeats } from './describe.ts'
import { Flood } from './flood.ts'
import { compareLinks, type LinkSample, type LinkTotals, readLink } from './link-sample.ts'
import { type Finding, NetworkReports } from './network-reports.ts'
import { GOOD_NETWORK, type NetworkState, type Still } from './network-state.ts'
import { OwnWay } from './own-way.ts'
import { type Arriving, Patience } from './patience.ts'
import { QualityJudge } from './quality-judge.ts'
import { sampleReception } from './reception.ts'
import { redescribe } from './redescribe.ts'
import { RoomForVideo } from './room-for-video.ts'
import { Sending } from './sending.ts'
import { StillsPace } from './stills-pace.ts'
import { StillsReader } from './stills-reader.ts'
import { StillsSender } from './stills-sender.ts'

/** A full network holds back by seconds whatever is to help it: each half second counts. */
const LOOK_EVERY_MS = 500
/** Words about the network come slower than what is done about it. */
const LOOKS_BETWEEN_WORDS = 6

/** What waits in the queues of a network that has no room for video, before a way's own checks tell of it. */
const FULL_ROUND_TRIP_MS = 3_000

export interface NetworkContext {
  readonly request: Request
  /** As `request`, and over a socket in doubt too. */
  readonly tell: Request
  readonly logger: Logger
  readonly participant: ParticipantId
  state(): RoomState
  transports(): readonly types.Transport[]
  arriving(): readonly Arriving[]
  localTracks(): ReadonlyMap<TrackSource, LocalTrack>
  onNetwork(state: NetworkState): void
  onStill(still: Still): void
  /** `isFull`: there is no room for video, and what comes waits in queues. */
  onRoundTrip(networkMs: number, isFull: boolean): void
}

/** Looks at the network of a call and makes the best of it: the voice first, then video, then stills. */
export class NetworkWatch {
  readonly #context: NetworkContext
  readonly #timer: ReturnType<typeof setInterval>
  readonly #receive = new RoomForVideo('receive')
  readonly #send = new RoomForVideo('send')
  readonly #way: OwnWay
  readonly #flood = new Flood()
  readonly #patience = new Patience()
  readonly #sending = new Sending()
  readonly #judge = new QualityJudge()
  readonly #readPace = new StillsPace()
  readonly #sendPace = new StillsPace()
  readonly #reports: NetworkReports
  readonly #readers = new Map<TrackId, StillsReader>()
  readonly #senders = new Map<TrackId, StillsSender>()
  #told: NotificationParams<'network.changed'> = { weak: [], stills: [] }
  #wanted: NotificationParams<'sending.wanted'> = { stills: [], isThrifty: false }
  #totals: LinkTotals | null = null
  #looks = 0
  #isLooking = false
  #isNew = false
  #adapting: Promise<void> | null = null
  #shown: NetworkState = GOOD_NETWORK

  constructor(context: NetworkContext) {
    this.#context = context
    this.#reports = new NetworkReports({ request: context.tell, logger: context.logger })
    this.#way = new OwnWay({ ask: () => context.tell('session.ping', {}) })
    this.#timer = setInterval(() => void this.#lookOnce(), LOOK_EVERY_MS)
  }

  receive(notification: Notification): void {
    if (notification.method === 'network.changed') {
      this.#told = notification.params
      this.#goOn()
      this.#followStills()
      this.#show()
    }
    if (notification.method === 'sending.wanted') {
      this.#wanted = notification.params
      this.#followWanted()
      void this.#adapt().catch(this.#complain)
    }
  }

  /** The session goes on over a new socket. */
  repeat(): void {
    this.#reports.repeat()
  }

  /** Tracks came, went, or were muted: a still never outlives its camera. */
  follow(): void {
    this.#followStills()
    this.#followWanted()
  }

  stop(): void {
    clearInterval(this.#timer)
    for (const reader of this.#readers.values()) reader.stop()
    for (const sender of this.#senders.values()) sender.stop()
    this.#readers.clear()
    this.#senders.clear()
  }

  /**
   * An earlier page of the same participant, before a reload or on another device, told of a weak network. Stills go on, and show
   * whether there is room by now: trying video at once would cost the voice where there is none. Anything else is looked at anew.
   */
  #goOn(): void {
    const { weak, stills } = this.#told
    if (this.#reports.hasTold || !weak.includes(this.#context.participant)) return
    if (stills.length > 0) {
      const at = performance.now()
      this.#receive.distrust(at)
      this.#send.distrust(at)
    }
    this.#reports.tellAnyway(this.#finding)
    void this.#adapt().catch(this.#complain)
  }

  async #lookOnce(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      await this.#look()
      await this.#adapt()
    } catch (error) {
      this.#complain(error)
    } finally {
      this.#isLooking = false
    }
  }

  async #look(): Promise<void> {
    const [send, receive] = await Promise.all([
      this.#transport('send')?.getStats() ?? null,
      this.#transport('recv')?.getStats() ?? null,
    ])
    const before = this.#totals
    this.#totals = readLink(performance.now(), send, receive)
    if (before) this.#judgeLink(compareLinks(before, this.#totals))
    this.#looks += 1
    if (this.#looks % LOOKS_BETWEEN_WORDS === 0) {
      const sample = sampleReception([send, receive].filter((report) => report !== null))
      this.#judge.look(sample, this.#isOtherNarrow)
    }
  }

  #judgeLink(sample: LinkSample): void {
    const { arriving, state, participant } = this.#context
    const at = performance.now()
    const wasNarrow = this.#receive.isNarrow
    const isPictureExpected = arriving().some(({ receiver }) => receiver.track.kind === 'video')
    const isWayQuick = this.#way.isQuick(at)
    this.#lookForFlood(sample, isWayQuick)
    this.#patience.look({ lostShare: sample.lostShare, isNarrow: this.#receive.isNarrow })
    // Where there is room, stills come because their sender has none: no reason to doubt one's own network.
    const asStills = this.#receive.isNarrow ? [] : this.#told.stills
    const isExpected = isPictureExpected && hasPicture(state(), participant, asStills)
    this.#receive.look({ ...sample, at, isPictureExpected: isExpected, isWayQuick })
    if (this.#receive.isDoubted || this.#flood.isFlooded) void this.#way.doubt()
    // The way out is seldom wider, and what is known of it comes over the way in.
    if (this.#receive.isNarrow && !wasNarrow) this.#send.distrust(at)
    this.#send.look({ ...sample, at, isPictureExpected: this.#senders.size > 0 })
    const isFull = this.#receive.isNarrow || this.#send.isNarrow
    const networkMs = Math.max(sample.roundTripMs, isFull ? FULL_ROUND_TRIP_MS : 0)
    this.#context.onRoundTrip(networkMs, isFull)
  }

  #lookForFlood({ lostShare }: LinkSample, isWayQuick: boolean): void {
    const wasFlooded = this.#flood.isFlooded
    this.#flood.look(lostShare)
    // The way was asked half a second ago.
    if (wasFlooded && this.#flood.isFlooded && !isWayQuick) this.#judge.know()
  }

  /** Puts into force what was found and what was asked for. May be called again and again, also while it is at it. */
  #adapt(): Promise<void> {
    this.#reports.tell(this.#finding)
    this.#show()
    this.#isNew = true
    this.#adapting ??= this.#adaptAll().finally(() => {
      this.#adapting = null
    })
    return this.#adapting
  }

  /** One after the other: two at a time would undo each other's halves. */
  async #adaptAll(): Promise<void> {
    while (this.#isNew) {
      this.#isNew = false
      await this.#adaptOnce()
    }
  }

  async #adaptOnce(): Promise<void> {
    const send = this.#transport('send')
    const receive = this.#transport('recv')
    if (send) {
      const isThrifty = this.#wanted.isThrifty || this.#send.isNarrow
      const voice = this.#context.localTracks().get('microphone')?.track ?? null
      await this.#sending.apply(send, voice, { isThrifty, isVideoStopped: this.#send.isNarrow })
    }
    if (receive) {
      await this.#patience.apply(receive, this.#context.arriving())
      const isNarrow = this.#receive.isNarrow
      const isFlooded = isNarrow || this.#flood.isFlooded
      await redescribe(receive, (sdp) =>
        withPictureRepeats(
          withVoiceRepeats(isNarrow ? withoutProbeRepeats(sdp) : sdp, !isNarrow),
          !isFlooded,
        ),
      )
    }
  }

  get #finding(): Finding {
    return {
      isWeak: this.#isWeak,
      ...(this.#receive.isNarrow && { receiveBps: this.#readPace.bps }),
      ...(this.#send.isNarrow && { sendBps: this.#sendPace.bps }),
    }
  }

  get #isWeak(): boolean {
    return this.#judge.isWeak || this.#receive.isNarrow || this.#send.isNarrow
  }

  /** Somebody else has no room for video, and what they send arrives in pieces. */
  get #isOtherNarrow(): boolean {
    const isReading = this.#told.stills.length > 0 && !this.#receive.isNarrow
    return isReading || (this.#wanted.stills.length > 0 && !this.#send.isNarrow)
  }

  #followStills(): void {
    const { state, participant } = this.#context
    const { tracks } = state()
    const wanted = this.#told.stills.filter((id) => {
      const track = tracks[id]
      return track && !track.muted && track.participant !== participant
    })
    for (const [id, reader] of this.#readers) {
      if (wanted.includes(id)) continue
      reader.stop()
      this.#readers.delete(id)
      this.#context.onStill({ track: id, image: null })
    }
    for (const id of wanted) {
      if (!this.#readers.has(id)) this.#readers.set(id, this.#readStills(id))
    }
  }

  #readStills(track: TrackId): StillsReader {
    return new StillsReader(
      {
        ...this.#context,
        pace: this.#readPace,
        onStill: (id, image) => {
          this.#context.onStill({ track: id, image })
          this.#noteRate(this.#receive, this.#readPace)
        },
      },
      track,
    )
  }

  #followWanted(): void {
    for (const [id, sender] of this.#senders) {
      if (this.#mediaOf(id) && this.#wanted.stills.some(({ track }) => track === id)) continue
      sender.stop()
      this.#senders.delete(id)
    }
    for (const { track, bytes } of this.#wanted.stills) {
      const media = this.#mediaOf(track)
      const sender = this.#senders.get(track)
      if (sender) sender.bytes = bytes
      else if (media) this.#senders.set(track, this.#sendStills(track, media, bytes))
    }
  }

  #sendStills(track: TrackId, media: MediaStreamTrack, bytes: number): StillsSender {
    const onSent = () => this.#noteRate(this.#send, this.#sendPace)
    return new StillsSender({ ...this.#context, pace: this.#sendPace, onSent }, track, media, bytes)
  }

  /** Of a track of one's own that is sent and not muted. */
  #mediaOf(id: TrackId): MediaStreamTrack | null {
    const { state, localTracks } = this.#context
    const track = state().tracks[id]
    const local = track && localTracks().get(track.source)
    return local && !local.muted ? local.track : null
  }

  #noteRate(direction: RoomForVideo, pace: StillsPace): void {
    if (direction.noteRate(pace.bps ?? 0, performance.now()))
      void this.#adapt().catch(this.#complain)
  }

  #show(): void {
    const state: NetworkState = {
      isWeak: this.#isWeak,
      weak: this.#told.weak.filter((id) => id !== this.#context.participant),
      stills: this.#told.stills,
      isSendingStills: this.#send.isNarrow && this.#senders.size > 0,
    }
    if (JSON.stringify(state) === JSON.stringify(this.#shown)) return
    this.#shown = state
    this.#context.onNetwork(state)
  }

  #transport(direction: 'send' | 'recv'): types.Transport | undefined {
    return this.#context.transports().find((transport) => transport.direction === direction)
  }

  readonly #complain = (error: unknown): void => {
    this.#context.logger.info('network not looked at', { error: String(error) })
  }
}

/** A camera that somebody who is there is sending, as video. */
function hasPicture(
  { tracks, participants }: RoomState,
  own: ParticipantId,
  asStills: readonly TrackId[],
): boolean {
  return Object.values(tracks).some(
    ({ id, participant, source, muted }) =>
      participant !== own &&
      !asStills.includes(id) &&
      source === 'camera' &&
      !muted &&
      participants[participant]?.presence === 'connected',
  )
}
