import type { PubSub } from '@visavis/cluster'
import {
  type Params,
  type ParticipantId,
  type Result,
  type RoomState,
  type TrackId,
  VisavisError,
} from '@visavis/protocol'
import type { RoomBatch } from '../rooms/room-batch.ts'
import type { RoomHub, RoomObserver } from '../rooms/room-hub.ts'
import type { Channel, Session } from '../sessions/session.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { isPicture } from './is-picture.ts'
import { type NetworkReport, planStills, type StillsPlan } from './plan-stills.ts'
import { StillShelf } from './still-shelf.ts'
import { type Still, StillsNews } from './stills-news.ts'

export interface RoomStillsOptions {
  readonly hub: RoomHub
  readonly sessions: Sessions
  readonly pubSub: PubSub
  /** This process, to the others. */
  readonly instance: string
}

/** One room's weak networks: who gets stills in place of video, and the stills themselves. */
export class RoomStills implements RoomObserver {
  readonly #hub: RoomHub
  readonly #sessions: Sessions
  readonly #news: StillsNews
  /** Of the participants who are here. */
  readonly #reports = new Map<ParticipantId, NetworkReport>()
  readonly #shelves = new Map<TrackId, StillShelf>()
  /** Of each socket, so that a new one is told again. */
  readonly #told = new WeakMap<Channel, StillsPlan>()
  #plans: ReadonlyMap<ParticipantId, StillsPlan> = new Map()

  constructor({ hub, sessions, pubSub, instance }: RoomStillsOptions) {
    this.#hub = hub
    this.#sessions = sessions
    this.#news = new StillsNews({
      pubSub,
      instance,
      room: hub.room,
      reports: () => this.#ownReports(),
      onReports: () => this.#apply(hub.state),
      onStill: (track, still) => this.#receive(track, still),
    })
    hub.observe(this)
  }

  report(participant: ParticipantId, report: NetworkReport): void {
    this.#reports.set(participant, report)
    this.#news.share()
    this.#apply(this.#hub.state)
  }

  /** Throws `not-found`, `media-refused`, and what a shelf throws. */
  publish(participant: ParticipantId, { track, ...piece }: Params<'still.publish'>): void {
    const { kind, muted, participant: owner } = this.#hub.state.tracks[track] ?? {}
    if (owner !== participant) throw new VisavisError('not-found')
    if (kind !== 'video' || muted) throw new VisavisError('media-refused')
    const wanted = this.#plans.get(participant)?.wanted.some((one) => one.track === track)
    if (!wanted) throw new VisavisError('media-refused', { detail: 'Nobody needs stills of it.' })
    const still = this.#shelfOf(track).add(piece)
    if (still && this.#isReadElsewhere(track)) this.#news.still(track, still)
  }

  /** Throws `not-found`, also for a track that comes as video. */
  read(
    participant: ParticipantId,
    { track, ...place }: Params<'still.read'>,
  ): Result<'still.read'> {
    if (!this.#plans.get(participant)?.stills.includes(track)) throw new VisavisError('not-found')
    return this.#shelves.get(track)?.read(participant, place) ?? {}
  }

  onRoomEvents(_batch: RoomBatch, state: RoomState): void {
    if (this.#reports.size === 0 && this.#news.others.size === 0) return
    for (const id of this.#reports.keys()) {
      const isThere = (state.participants[id]?.presence ?? 'left') !== 'left'
      if (!isThere) this.#reports.delete(id)
    }
    this.#apply(state)
  }

  onClosed(): void {
    this.#news.close()
  }

  #shelfOf(track: TrackId): StillShelf {
    const shelf = this.#shelves.get(track) ?? new StillShelf()
    this.#shelves.set(track, shelf)
    return shelf
  }

  /** From somebody whose session another process has. */
  #receive(track: TrackId, still: Still): void {
    const owner = this.#hub.state.tracks[track]?.participant
    const wanted = owner && this.#plans.get(owner)?.wanted.some((one) => one.track === track)
    if (wanted && isPicture(still.bytes)) this.#shelfOf(track).put(still)
  }

  #isReadElsewhere(track: TrackId): boolean {
    const here = this.#participantsHere()
    return [...this.#plans].some(([id, { stills }]) => stills.includes(track) && !here.has(id))
  }

  #participantsHere(): ReadonlySet<ParticipantId> {
    const memberships = [...this.#sessions.all].map(({ membership }) => membership)
    return new Set(memberships.flatMap((one) => (one?.hub === this.#hub ? [one.participant] : [])))
  }

  /** A session that went to another process takes its report along, and one that came from there brings it. */
  #ownReports(): ReadonlyMap<ParticipantId, NetworkReport> {
    const here = this.#participantsHere()
    for (const id of [...this.#reports.keys()]) if (!here.has(id)) this.#reports.delete(id)
    for (const [id, report] of this.#news.others) {
      if (here.has(id) && !this.#reports.has(id)) this.#reports.set(id, report)
    }
    return this.#reports
  }

  #apply(state: RoomState): void {
    this.#plans = planStills(state, new Map([...this.#news.others, ...this.#reports]))
    const wanted = [...this.#plans.values()].flatMap((plan) =>
      plan.wanted.map(({ track }) => track),
    )
    // A still never outlives its camera, nor the need for it.
    for (const track of this.#shelves.keys()) {
      if (!wanted.includes(track)) this.#shelves.delete(track)
    }
    for (const session of this.#sessions.all) this.#tell(session)
  }

  #tell(session: Session): void {
    const { membership, channel } = session
    const plan = membership?.hub === this.#hub ? this.#plans.get(membership.participant) : undefined
    if (!membership || !plan) return
    membership.media.subscriptions.hold(new Set(plan.held))
    if (!channel) return
    const before = this.#told.get(channel)
    this.#told.set(channel, plan)
    const { weak, stills, wanted, isThrifty } = plan
    if (isNews([weak, stills], [before?.weak ?? [], before?.stills ?? []])) {
      channel.notify('network.changed', { weak: [...weak], stills: [...stills] })
    }
    if (isNews([wanted, isThrifty], [before?.wanted ?? [], before?.isThrifty ?? false])) {
      channel.notify('sending.wanted', { stills: [...wanted], isThrifty })
    }
  }
}

function isNews(now: unknown, before: unknown): boolean {
  return JSON.stringify(now) !== JSON.stringify(before)
}
