import type { ParticipantId, RoomEvent, RoomState, TrackState } from '@visavis/protocol'
import type { SessionMedia } from '../media/session-media.ts'
import type { Session } from '../sessions/session.ts'
import { reconnect } from './presence.ts'
import { refuseTracks } from './refuse-tracks.ts'
import type { RoomBatch } from './room-batch.ts'
import type { RoomHub, RoomObserver } from './room-hub.ts'
import type { HubUse } from './room-hubs.ts'
import { SessionFeed } from './session-feed.ts'

/** Before a track that could not be had is asked for again. */
const LATER_MS = 1_000

export interface MembershipOptions {
  readonly session: Session
  readonly use: HubUse
  readonly participant: ParticipantId
  readonly media: SessionMedia
  /** The room is over for this participant, by whatever happened in it. */
  onOver?(): void
}

/** A session's place in a room: its participant, its media, and its cursor on the log. */
export class Membership implements RoomObserver {
  readonly participant: ParticipantId
  readonly media: SessionMedia
  readonly #session: Session
  readonly #use: HubUse
  readonly #onOver: () => void
  readonly #stopObserving: () => void
  readonly #feed: SessionFeed
  #closed = false
  #later: NodeJS.Timeout | undefined
  #isTimed = false

  constructor({ session, use, participant, media, onOver = () => {} }: MembershipOptions) {
    this.#onOver = onOver
    this.#session = session
    this.#use = use
    this.participant = participant
    this.media = media
    this.#feed = new SessionFeed(session, use.hub)
    this.#stopObserving = use.hub.observe(this)
  }

  get hub(): RoomHub {
    return this.#use.hub
  }

  /** Tracks of the others. */
  receivableTracks(state: RoomState = this.hub.state): TrackState[] {
    if (!this.#session.grants.canSubscribe) return []
    return Object.values(state.tracks).filter(({ participant }) => participant !== this.participant)
  }

  /** `true` once: connecting is reported once. */
  takeTiming(): boolean {
    const isFirst = !this.#isTimed
    this.#isTimed = true
    return isFirst
  }

  /** Sends nothing to a new socket before the answer that it waits for. */
  hold(): void {
    this.#feed.hold()
  }

  /** The first page after `seq`, for an answer. Nothing is sent until `follow`. */
  eventsAfter(seq: number): Promise<readonly RoomEvent[]> {
    return this.#feed.eventsAfter(seq)
  }

  /** Sends what comes after `seq`, from now on. Called when the answer has been sent. */
  async follow(seq: number): Promise<void> {
    await this.#feed.follow(seq)
    this.#contradict(this.hub.state)
  }

  onRoomEvents(batch: RoomBatch, state: RoomState): void {
    this.#feed.forward(batch)
    if (state.ended || state.participants[this.participant]?.presence === 'left') {
      const { participant } = this
      this.#session.place = { kind: 'outside', room: this.hub.room, participant, by: 'room' }
      this.#release()
      this.#onOver()
    } else {
      this.#contradict(state)
      this.#followTracks(batch)
    }
  }

  onExpected(tracks: readonly TrackState[]): void {
    if (this.#closed || !this.#session.grants.canSubscribe) return
    this.media.subscriptions.expect(tracks).catch((err) => this.#noteFailure(err))
  }

  onNotComing(): void {
    this.receive().catch((err) => this.#noteFailure(err))
  }

  /** Offers what there is to receive, withdraws what is gone. While no socket is there it waits. */
  async receive(): Promise<void> {
    if (this.#closed || !this.#session.channel) return
    const { subscriptions } = this.media
    const { offered, closed, refused } = await subscriptions.follow(this.receivableTracks())
    if (this.#closed) return
    if (closed.length > 0) {
      this.#session.notify('subscription.closed', { subscriptions: [...closed] })
    }
    if (offered.length > 0) {
      this.#session.notify('subscription.offered', { subscriptions: [...offered] })
    }
    if (subscriptions.takeLack()) this.#receiveLater()
    if (refused.length > 0) await refuseTracks(this.hub, this.participant, refused)
  }

  /** Offers again what was offered on a socket that may have lost it. */
  repeatOffers(): void {
    const offers = this.media.subscriptions.unconfirmed
    if (offers.length > 0) this.#session.notify('subscription.offered', { subscriptions: offers })
  }

  /** Gives up the place without telling the room. */
  close(): void {
    this.#feed.end()
    this.#release()
  }

  /** Gives up the place to another process, which goes on with it: media stays as it is. */
  abandon(): void {
    this.media.abandon()
    this.close()
  }

  /** What could not be had is asked for again, until it is there or gone. */
  #receiveLater(): void {
    clearTimeout(this.#later)
    this.#later = setTimeout(() => {
      this.receive().catch((err) => this.#noteFailure(err))
    }, LATER_MS)
  }

  /** What was not sent yet still will be: the end of the room is among it. */
  #release(): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#later)
    this.#stopObserving()
    this.media.close()
    this.#use.release()
  }

  /** A process that had the session before may tell late that its socket is gone. */
  #contradict(state: RoomState): void {
    const isTold = state.participants[this.participant]?.presence === 'disconnected'
    if (!isTold || !this.#session.channel || !this.#feed.isLive) return
    reconnect(this).catch((err) => this.#noteFailure(err))
  }

  #followTracks({ events }: RoomBatch): void {
    const isNews = events.some(({ type }) => changesTracks(type))
    if (isNews && this.#feed.isLive) this.receive().catch((err) => this.#noteFailure(err))
  }

  #noteFailure(err: unknown): void {
    const { hub } = this
    hub.logger.error({ err, room: hub.room }, 'offering failed')
  }
}

function changesTracks(type: string): boolean {
  return type === 'track-published' || type === 'track-unpublished' || type === 'participant-left'
}
