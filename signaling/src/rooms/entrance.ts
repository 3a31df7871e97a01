import {
  type MediaOffer,
  type NewEvent,
  newId,
  type ParticipantId,
  type RoomEntry,
  type RoomId,
  type RoomState,
  type RtpCapabilities,
  type TrackState,
  type TransportDirection,
  type TransportOffer,
  VisavisError,
} from '@visavis/protocol'
import type { Logger } from 'pino'
import { goneEvents, trackEvents } from '../media/announce.ts'
import type { MediaNode } from '../media/media-node.ts'
import type { PreparedMedia } from '../media/prepared-media.ts'
import { type Announcement, SessionMedia } from '../media/session-media.ts'
import type {
  SessionDirectory,
  SessionPlace,
  TakenPlace,
} from '../sessions/directory/session-directory.ts'
import type { Session } from '../sessions/session.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Reply } from '../socket/reply.ts'
import { bothOrNone } from './both-or-none.ts'
import { Membership, type MembershipOptions } from './membership.ts'
import { wantsMedia } from './open-media.ts'
import { onLivingWorker } from './placement.ts'
import { type Newcomer, planGuestJoin } from './plans.ts'
import { announcePrepared, reconnect, unpublishLost } from './presence.ts'
import type { RoomHub } from './room-hub.ts'
import type { HubUse, RoomHubs } from './room-hubs.ts'

export interface EntranceOptions {
  readonly hubs: RoomHubs
  readonly sessions: Sessions
  readonly directory: SessionDirectory
  /** Tells the process that has a session that its place is another session's now. */
  onPlaceTaken(taken: TakenPlace): void
  readonly node: MediaNode
  readonly prepared: PreparedMedia
  readonly logger: Logger
}

export interface EnterRequest {
  readonly session: Session
  readonly room: RoomId
  readonly rtpCapabilities: RtpCapabilities | undefined
  /** Prepared tracks, of which the room is told with the entry. */
  readonly announce: readonly Announcement[] | undefined
  readonly plan: (state: RoomState, newcomer: Newcomer) => NewEvent[]
  readonly reply: Reply
}

/** The ways into a room. */
export class Entrance {
  readonly #hubs: RoomHubs
  readonly #sessions: Sessions
  readonly #directory: SessionDirectory
  readonly #onPlaceTaken: EntranceOptions['onPlaceTaken']
  readonly #node: MediaNode
  readonly #prepared: PreparedMedia
  readonly #logger: Logger

  constructor(options: EntranceOptions) {
    this.#hubs = options.hubs
    this.#sessions = options.sessions
    this.#directory = options.directory
    this.#onPlaceTaken = options.onPlaceTaken
    this.#node = options.node
    this.#prepared = options.prepared
    this.#logger = options.logger
  }

  /** Joins as a new participant. Media is made while the log is written. */
  async enter({
    session,
    room,
    rtpCapabilities,
    announce = [],
    plan,
    reply,
  }: EnterRequest): Promise<RoomEntry> {
    const use = await this.#hubs.acquire(session.tenant, room)
    const participant = newId('participant')
    const media = this.mediaFor(session, room)
    const newcomer = { participant, person: session.person, claims: session.claims }
    let offer: MediaOffer | undefined
    try {
      // Refused before anything is made, where it can be.
      plan(use.hub.state, newcomer)
      const tracks = trackEvents(media, participant, announce)
      const opened = this.openMedia(session, use.hub, media, rtpCapabilities)
      // The others receive while the log is written. The media node first has to know which room it is.
      const expected = opened.then((offer) => {
        // While others are recorded, only once the log has paused that.
        const isQuiet = use.hub.state.recording?.phase.kind !== 'on'
        if (offer?.prepared && isQuiet) use.hub.expect(tracks.map(asTrack))
        return offer
      })
      const joined = this.#takeSeat(session, { room, participant }).then(() =>
        // Once: who is told that it failed is not in the room.
        use.hub.decide((state) => [...plan(state, newcomer), ...tracks], participant),
      )
      ;[, offer] = await bothOrNone(joined, expected)
    } catch (error) {
      media.close()
      use.hub.expectNothing()
      use.release()
      await this.giveUpSeat(session)
      throw error
    }
    // The log has the entry: nothing takes it back any more.
    return this.settle({ session, use, participant, media, offer, after: 0, reply })
  }

  giveUpSeat(session: Session): Promise<void> {
    return this.#note(session, this.#directory.update(session, { place: null }))
  }

  /** A place that another process gave the session, with the media that goes on meanwhile. */
  async restore(session: Session, { room, participant }: SessionPlace): Promise<void> {
    const use = await this.#acquireIfThere(session, room)
    const presence = use?.hub.state.participants[participant]?.presence
    if (!use || !presence || presence === 'left' || use.hub.state.ended) {
      use?.release()
      if (presence) session.place = { kind: 'outside', room, participant, by: 'room' }
      await this.#note(session, this.#directory.update(session, { isInside: false }))
      return
    }
    const media = await this.#adoptMedia(session, use.hub)
    const membership = this.#seat({ session, use, participant, media })
    membership.takeTiming()
    await unpublishLost(membership)
  }

  /** Gives the session its place, and the answer to the request that asked for it. */
  async settle(options: {
    readonly session: Session
    readonly use: HubUse
    readonly participant: ParticipantId
    readonly media: SessionMedia
    readonly offer: MediaOffer | undefined
    readonly after: number
    readonly reply: Reply
  }): Promise<RoomEntry> {
    const { session, use, participant, media, offer, after, reply } = options
    const membership = this.#seat({ session, use, participant, media })
    if (!offer) media.reset()
    // What was announced with the entry and the media node has lost: the client sends it anew.
    if (!offer?.prepared) await unpublishLost(membership)
    return this.answer(membership, { after, offer, reply })
  }

  /** The log after `after`, and media; the rest follows once the answer is out. */
  async answer(
    membership: Membership,
    { after, offer, reply }: { after: number; offer: MediaOffer | undefined; reply: Reply },
  ): Promise<RoomEntry> {
    const events = await membership.eventsAfter(after)
    reply.afterwards(async () => {
      await membership.follow(events.at(-1)?.seq ?? after)
      // Tracks published while the answer was being made.
      await membership.receive()
    })
    const { participant, hub } = membership
    return { room: hub.room, participant, events: [...events], ...(offer && { media: offer }) }
  }

  async join(
    session: Session,
    params: {
      readonly room: RoomId
      readonly rtpCapabilities?: RtpCapabilities
      readonly takeOver?: boolean
      readonly announce?: readonly Announcement[]
    },
    reply: Reply,
  ): Promise<RoomEntry> {
    const { room, rtpCapabilities, takeOver = false, announce } = params
    const entry = { session, room, rtpCapabilities, announce, plan: planGuestJoin, reply }
    const { roomJoin, room: granted = room } = session.grants
    if (!roomJoin || granted !== room) throw new VisavisError('not-found')
    if (session.membership) throw new VisavisError('already-in-room')
    if (!takeOver) return this.enter(entry)
    const other = this.#sameParticipant(session, room)
    if (!other) return (await this.#takeOverElsewhere(entry)) ?? this.enter(entry)
    // After whatever the other session is doing.
    return other.order.exclusive(async () =>
      other.membership?.hub.room === room
        ? this.#takeOver(entry, other, other.membership)
        : this.enter(entry),
    )
  }

  /** New media in place of what the session has. Answers after the others were told of what is gone. */
  async reopenMedia(session: Session, rtpCapabilities: RtpCapabilities): Promise<MediaOffer> {
    const membership = session.demandMembership()
    await this.#leaveMedia(membership)
    const { canPublish, canSubscribe } = session.grants
    if (!canPublish && !canSubscribe) throw new VisavisError('forbidden')
    const offer = await this.#makeMedia(session, membership.hub, membership.media, rtpCapabilities)
    if (!offer) throw new VisavisError('media-unavailable')
    return offer
  }

  /** What moves goes on meanwhile; anything else ends. */
  async #leaveMedia(membership: Membership): Promise<void> {
    const { media, participant, hub } = membership
    if (media.isMoving) return media.leaveBehind()
    const lost = [...media.announced.map(({ id }) => id), ...media.takeLeft()]
    media.reset()
    if (lost.length > 0) await hub.append(goneEvents(lost, participant))
  }

  /** Another transport beside those that the session has. */
  async createTransport(session: Session, direction: TransportDirection): Promise<TransportOffer> {
    const { hub, media } = session.demandMembership()
    return onLivingWorker(hub, this.#node, (worker) => media.createTransport(direction, worker))
  }

  /**
   * Media for an entry. `undefined` for who may neither send nor receive or did not say what the device can,
   * and when there is none to be had now: the client then asks with `media.open`.
   */
  async openMedia(
    session: Session,
    hub: RoomHub,
    media: SessionMedia,
    rtpCapabilities: RtpCapabilities | undefined,
  ): Promise<MediaOffer | undefined> {
    if (!wantsMedia(session, media, rtpCapabilities)) return undefined
    try {
      return await this.#makeMedia(session, hub, media, rtpCapabilities)
    } catch (err) {
      this.#logger.error({ err, session: session.id, room: hub.room }, 'entered without media')
      return undefined
    }
  }

  /** What the session prepared, or nothing yet. */
  mediaFor(session: Session, room: RoomId): SessionMedia {
    const prepared = this.#prepared.take(session)
    prepared?.enter(room)
    const { id, epoch } = session
    return prepared ?? new SessionMedia({ node: this.#node, scope: room, session: id, epoch })
  }

  /** The process that had the session may have died before it made the room. */
  async #acquireIfThere({ tenant }: Session, room: RoomId): Promise<HubUse | undefined> {
    try {
      return await this.#hubs.acquireCurrent(tenant, room)
    } catch (error) {
      if (error instanceof VisavisError && error.code === 'not-found') return undefined
      throw error
    }
  }

  #sameParticipant(session: Session, room: RoomId): Session | undefined {
    return this.#sessions
      .ofPerson(session.tenant, session.person)
      .find((other) => other !== session && other.membership?.hub.room === room)
  }

  /** Moves the participant from the other session of the same person to this one. */
  async #takeOver(entry: EnterRequest, other: Session, previous: Membership): Promise<RoomEntry> {
    const { session, room } = entry
    const { hub, participant } = previous
    const use = await this.#hubs.acquire(hub.tenant, room)
    await this.#directory.takePlace({ session, room })
    previous.close()
    other.place = { kind: 'nowhere' }
    other.end('taken-over')
    this.#sessions.delete(other)
    return this.#goOn(entry, use, participant)
  }

  /** The same, from a session that another process has. `undefined` when there is none. */
  async #takeOverElsewhere(entry: EnterRequest): Promise<RoomEntry | undefined> {
    const { session, room } = entry
    const taken = await this.#directory.takePlace({ session, room })
    if (!taken) return undefined
    this.#onPlaceTaken(taken)
    const { participant } = taken
    const use = await this.#hubs.acquireCurrent(session.tenant, room)
    const presence = use.hub.state.participants[participant]?.presence ?? 'left'
    if (presence === 'left' || use.hub.state.ended) {
      use.release()
      return undefined
    }
    return this.#goOn(entry, use, participant)
  }

  /** In a place that another session had: its tracks are gone, and what is prepared here takes over. */
  async #goOn(
    { session, room, rtpCapabilities, announce = [], reply }: EnterRequest,
    use: HubUse,
    participant: ParticipantId,
  ): Promise<RoomEntry> {
    const media = this.mediaFor(session, room)
    const membership = this.#seat({ session, use, participant, media })
    await unpublishLost(membership)
    await reconnect(membership)
    const offer = await this.openMedia(session, use.hub, media, rtpCapabilities)
    if (offer?.prepared) await announcePrepared(membership, announce)
    return this.answer(membership, { after: 0, offer, reply })
  }

  /**
   * Tells the other processes of the place before the log has it: should this one die in between, they find nobody
   * there and nothing to end. Throws `not-open` when the session has gone on elsewhere.
   */
  async #takeSeat(session: Session, place: SessionPlace): Promise<void> {
    if (!(await this.#directory.update(session, { place }))) throw new VisavisError('not-open')
  }

  #seat(options: Omit<MembershipOptions, 'onOver'>): Membership {
    const { session } = options
    const onOver = () => {
      void this.#note(session, this.#directory.update(session, { isInside: false }))
    }
    const membership = new Membership({ ...options, onOver })
    session.place = { kind: 'inside', membership }
    return membership
  }

  /** What cannot be had is lost: the client is told, and connects anew. */
  async #adoptMedia(session: Session, { room, state }: RoomHub): Promise<SessionMedia> {
    const options = { node: this.#node, session: session.id, epoch: session.epoch, scope: room }
    try {
      return await SessionMedia.adopt({ ...options, tracks: state.tracks })
    } catch (err) {
      this.#logger.info({ err, session: session.id }, 'media was not taken over')
      const media = new SessionMedia(options)
      media.lose()
      return media
    }
  }

  /** Never rejects: what the others do not know of is found by who comes after. */
  async #note(session: Session, noted: Promise<unknown>): Promise<void> {
    await noted.catch((err) => {
      this.#logger.error({ err, session: session.id }, 'noting a place failed')
    })
  }

  #makeMedia(
    session: Session,
    hub: RoomHub,
    media: SessionMedia,
    rtpCapabilities: RtpCapabilities | undefined,
  ): Promise<MediaOffer | undefined> {
    const own = session.membership?.participant
    return onLivingWorker(hub, this.#node, (worker) => {
      const all = Object.values(hub.state.tracks)
      const tracks = all.filter(({ participant }) => participant !== own)
      return media.open({ worker, rtpCapabilities, grants: session.grants, tracks })
    })
  }
}

function asTrack({ body }: NewEvent<'track-published'>): TrackState {
  const { track: id, ...of } = body
  return { id, ...of }
}
