import {
  type DtlsParameters,
  type Grants,
  type IceParameters,
  KIND_OF_SOURCE,
  LIMITS,
  type MediaOffer,
  newId,
  type Params,
  type RoomState,
  type RtpCapabilities,
  type SessionId,
  type SfuResult,
  type TrackId,
  TrackSource,
  type TrackState,
  TransportDirection,
  type TransportId,
  type TransportOffer,
  VisavisError,
} from '@visavis/protocol'
import type { MediaBatch } from '@visavis/sfu-client'
import { Check } from 'typebox/value'
import type { MediaNode } from './media-node.ts'
import { Subscriptions } from './subscriptions.ts'

interface OwnTransport {
  readonly id: TransportId
  readonly direction: TransportDirection
  readonly worker: string
}

/** A track that this session sends. */
export interface OwnTrack {
  readonly id: TrackId
  readonly transport: TransportId
  readonly source: TrackState['source']
  readonly kind: TrackState['kind']
  /** In its transport. Not known of what another process made. */
  readonly mid?: string | undefined
  /** `ready` once the media node has it, `announced` once the room may know of it. */
  state: 'opening' | 'ready' | 'announced'
}

export type Announcement = NonNullable<Params<'room.join'>['announce']>[number]

export interface PrepareRequest {
  readonly worker: string
  readonly rtpCapabilities: RtpCapabilities
  readonly grants: Grants
}

export interface OpenRequest extends Omit<PrepareRequest, 'rtpCapabilities'> {
  /** May be absent for what was prepared. */
  readonly rtpCapabilities: RtpCapabilities | undefined
  /** Tracks of the others, to be received at once. */
  readonly tracks: readonly TrackState[]
}

export interface SessionMediaOptions {
  readonly node: MediaNode
  readonly session: SessionId
  /** The room: nothing is received across scopes. What is prepared has none yet. */
  readonly scope?: string
  /** Counts the processes that have commanded the session. */
  readonly epoch?: number
}

export interface AdoptRequest extends SessionMediaOptions {
  readonly epoch: number
  /** The room's, by id. */
  readonly tracks: RoomState['tracks']
}

/**
 * What one session has at the media node. Ids are looked up here and nowhere else, so an id of anybody
 * else's is `not-found` like one that never was.
 */
export class SessionMedia {
  readonly #node: MediaNode
  readonly #session: SessionId
  readonly #epoch: number
  readonly #transports = new Map<TransportId, OwnTransport>()
  readonly #tracks = new Map<TrackId, OwnTrack>()
  readonly #opening = new Map<TrackId, Promise<unknown>>()
  readonly #subscriptions: Subscriptions
  #scope: string | undefined
  /** Tracks that the room still has from where the session was before, by source. */
  readonly #left = new Map<TrackState['source'], TrackId>()
  #isPrepared = false
  #isLost = false
  #isMoving = false

  /**
   * Takes over what another process made for the session, which goes on meanwhile; without a scope what it prepared. Throws
   * `not-found` where the media node has nothing of it any more, `stale-epoch` where somebody else was faster.
   */
  static async adopt({ tracks, ...options }: AdoptRequest): Promise<SessionMedia> {
    const { node, session, epoch } = options
    const media = new SessionMedia(options)
    media.#restore(await node.call('session.adopt', { session, epoch }), tracks)
    media.#isPrepared = options.scope === undefined
    return media
  }

  constructor({ node, scope, session, epoch = 1 }: SessionMediaOptions) {
    this.#node = node
    this.#epoch = epoch
    this.#scope = scope
    this.#session = session
    this.#subscriptions = new Subscriptions(node)
  }

  /** The worker of what was prepared and is still there. */
  get preparedOn(): string | undefined {
    const [transport] = this.#transports.values()
    return this.#isPrepared ? transport?.worker : undefined
  }

  get subscriptions(): Subscriptions {
    return this.#subscriptions
  }

  /** Whether the media node lost everything, and the client has not asked for it anew. */
  get isLost(): boolean {
    return this.#isLost
  }

  get tracks(): readonly OwnTrack[] {
    return [...this.#tracks.values()]
  }

  /** Those that the room may know of. */
  get announced(): readonly OwnTrack[] {
    return this.tracks.filter(({ state }) => state === 'announced')
  }

  /** Transports and slots for a room that is not known yet. */
  async prepare(request: PrepareRequest): Promise<MediaOffer> {
    const offer = await this.#build(request, [])
    this.#isPrepared = true
    return offer
  }

  /** The room for which this was prepared. */
  enter(scope: string): void {
    this.#scope = scope
  }

  /**
   * Transports, slots and all subscriptions in one batch; what was open before is closed. What was prepared is
   * used instead, once. `undefined` where neither is possible.
   */
  async open({ rtpCapabilities, ...request }: OpenRequest): Promise<MediaOffer | undefined> {
    if (this.#isPrepared) {
      const offer = await this.#usePrepared(request.tracks)
      if (offer) return offer
    }
    return rtpCapabilities && this.#build({ ...request, rtpCapabilities }, request.tracks)
  }

  async createTransport(direction: TransportDirection, worker: string): Promise<TransportOffer> {
    if (this.#transports.size >= LIMITS.transportsPerParticipant) {
      throw new VisavisError('too-many-transports')
    }
    const batch = this.#node.batch()
    const offer = this.#createTransport(batch, direction, worker)
    await batch.send()
    return offer
  }

  async connect(id: TransportId, dtlsParameters: DtlsParameters): Promise<void> {
    const { id: transport } = this.#transport(id)
    await this.#node.call('transport.connect', { transport, dtlsParameters })
  }

  async restartIce(id: TransportId): Promise<IceParameters> {
    const { id: transport } = this.#transport(id)
    return (await this.#node.call('transport.restart-ice', { transport })).iceParameters
  }

  /** Answers the tracks that ended with it. */
  async closeTransport(id: TransportId): Promise<OwnTrack[]> {
    const transport = this.#transport(id)
    const tracks = this.tracks.filter((track) => track.transport === id)
    this.#forgetTransport(transport)
    await this.#node.call('transport.close', { transport: id })
    return tracks.filter(({ state }) => state === 'announced')
  }

  /**
   * A track that nobody is told of yet. Asked again, as after a lost socket, it is the one that is there. The caller has
   * checked the grants.
   */
  async prepareTrack(params: Params<'track.publish'>): Promise<OwnTrack> {
    const transport = this.#transport(params.transport)
    const known = this.#knownTrack(params)
    if (known) return this.#whenOpen(known)
    this.#refuseBadTrack(transport, params)
    const { source, kind, rtpParameters } = params
    const track: OwnTrack = {
      id: newId('track'),
      transport: transport.id,
      source,
      kind,
      mid: rtpParameters.mid,
      state: 'opening',
    }
    this.#tracks.set(track.id, track)
    await this.#open(track, params)
    return this.#whenOpen(track)
  }

  track(id: TrackId): OwnTrack {
    const track = this.#tracks.get(id)
    if (!track || track.state === 'opening') throw new VisavisError('not-found')
    return track
  }

  /** Whether a track is there, and the room not told of it. */
  isReady(id: TrackId): boolean {
    return this.#tracks.get(id)?.state === 'ready'
  }

  /** Marks prepared tracks as known to the room. Throws `not-found`. */
  announce(announcements: readonly Announcement[]): OwnTrack[] {
    const tracks = announcements.map(({ track }) => this.track(track))
    if (tracks.some(({ state }) => state === 'announced')) throw new VisavisError('not-found')
    for (const track of tracks) track.state = 'announced'
    return tracks
  }

  async setMuted(id: TrackId, muted: boolean): Promise<void> {
    const { id: producer } = this.track(id)
    await this.#node.call(muted ? 'producer.pause' : 'producer.resume', { producer })
  }

  async unpublish(id: TrackId): Promise<void> {
    const { id: producer } = this.track(id)
    this.#tracks.delete(producer)
    await this.#node.call('producer.close', { producer })
  }

  /** Makes what is sent reachable from another worker, where somebody may soon receive it. */
  bringTo(worker: string): void {
    if (this.isOn(worker)) return
    this.#node.tidy(
      this.tracks.map(({ id: producer }) => ({
        method: 'producer.bring',
        params: { producer, worker },
      })),
    )
  }

  isOn(worker: string): boolean {
    return [...this.#transports.values()].some((transport) => transport.worker === worker)
  }

  /** Takes back a track that the room was never told of. */
  discard(producer: TrackId): void {
    if (!this.#tracks.delete(producer)) return
    this.#node.tidy([{ method: 'producer.close', params: { producer } }])
  }

  /** Whether its client is asked to open media elsewhere, and has not done so yet. */
  get isMoving(): boolean {
    return this.#isMoving
  }

  /** What there is goes on for a while, until the client opens media elsewhere. */
  beginMoving(): void {
    this.#isMoving = true
  }

  /** Leaves to its end what there is. The room keeps its tracks until `takeLeft` says which. */
  leaveBehind(): void {
    for (const { id, source } of this.announced) this.#left.set(source, id)
    this.#forgetAll()
    this.#isMoving = false
  }

  /** Tracks of before that the room is to be told are gone: of this source, whose next track is there, or all. */
  takeLeft(source?: TrackState['source']): TrackId[] {
    const taken = [...this.#left].filter(([left]) => source === undefined || left === source)
    for (const [left] of taken) this.#left.delete(left)
    return taken.map(([, track]) => track)
  }

  /** Forgets what a dead worker had. Answers the tracks that are gone. */
  lose(): OwnTrack[] {
    const lost = [...this.announced]
    this.#forgetAll()
    this.#isMoving = false
    this.#isLost = true
    return lost
  }

  /** Closes all transports, and with them all that they carry. */
  reset(): void {
    const transports = [...this.#transports.keys()]
    this.#forgetAll()
    // By id rather than by session: a transport made right after must not be closed by this.
    this.#node.tidy(
      transports.map((transport) => ({ method: 'transport.close', params: { transport } })),
    )
  }

  close(): void {
    this.reset()
  }

  /** Another process commands it from now on. */
  abandon(): void {
    this.#forgetAll()
    this.#node.forget(this.#session)
  }

  async #open({ id: producer }: OwnTrack, params: Params<'track.publish'>): Promise<void> {
    const { transport, kind, rtpParameters, muted = false, source: label } = params
    const opening = this.#node.call('producer.create', {
      producer,
      transport,
      kind,
      rtpParameters,
      paused: muted,
      label,
    })
    this.#opening.set(producer, opening)
    try {
      await opening
    } catch (error) {
      this.#tracks.delete(producer)
      throw error
    } finally {
      this.#opening.delete(producer)
    }
  }

  async #whenOpen(track: OwnTrack): Promise<OwnTrack> {
    await this.#opening.get(track.id)
    if (!this.#tracks.has(track.id)) throw new VisavisError('not-found')
    if (track.state === 'opening') track.state = 'ready'
    return track
  }

  #knownTrack({ transport, source, rtpParameters: { mid } }: Params<'track.publish'>) {
    return this.tracks.find(
      (track) =>
        track.transport === transport &&
        track.source === source &&
        (track.mid === undefined || track.mid === mid),
    )
  }

  #restore(had: SfuResult<'session.adopt'>, tracks: RoomState['tracks']): void {
    for (const { transport: id, worker, label } of had.transports) {
      if (!Check(TransportDirection, label)) continue
      this.#transports.set(id, { id, worker, direction: label })
      this.#node.countTransports(worker, 1)
    }
    for (const { producer: id, transport, kind, label: source } of had.producers) {
      if (!Check(TrackSource, source)) continue
      const state = tracks[id] ? 'announced' : 'ready'
      this.#tracks.set(id, { id, transport, kind, source, state })
    }
    this.#subscriptions.restore(had, tracks)
  }

  #forgetAll(): void {
    this.#isPrepared = false
    for (const transport of this.#transports.values()) this.#forgetTransport(transport)
    this.#tracks.clear()
    this.#subscriptions.clear()
  }

  #forgetTransport(transport: OwnTransport): void {
    if (!this.#transports.delete(transport.id)) return
    this.#node.countTransports(transport.worker, -1)
    for (const track of this.tracks) {
      if (track.transport === transport.id) this.#tracks.delete(track.id)
    }
    this.#subscriptions.forgetTransport(transport.id)
  }

  async #build(
    { worker, rtpCapabilities, grants }: PrepareRequest,
    tracks: readonly TrackState[],
  ): Promise<MediaOffer> {
    this.reset()
    this.#isLost = false
    const batch = this.#node.batch()
    const transports: Promise<TransportOffer>[] = []
    if (grants.canPublish) transports.push(this.#createTransport(batch, 'send', worker))
    if (grants.canSubscribe) transports.push(this.#createTransport(batch, 'receive', worker))
    const transport = this.#receiveTransport()?.id
    const slots = transport
      ? this.#subscriptions.open(batch, { transport, rtpCapabilities })
      : Promise.resolve([])
    const subscriptions = this.#subscriptions.offer(batch, tracks)
    await batch.send()
    return {
      transports: await Promise.all(transports),
      slots: await slots,
      subscriptions: await subscriptions,
    }
  }

  /** `undefined` when it is gone at the media node. */
  async #usePrepared(tracks: readonly TrackState[]): Promise<MediaOffer | undefined> {
    this.#isPrepared = false
    const scope = this.#scope
    if (scope === undefined) return undefined
    const batch = this.#node.batch()
    const placed = [...this.#transports.keys()].map((transport) =>
      batch.add('transport.place', { transport, scope }),
    )
    const subscriptions = this.#subscriptions.offer(batch, tracks)
    await batch.send()
    try {
      await Promise.all(placed)
    } catch {
      return undefined
    }
    return { transports: [], slots: [], subscriptions: await subscriptions, prepared: true }
  }

  async #createTransport(
    batch: MediaBatch,
    direction: TransportDirection,
    worker: string,
  ): Promise<TransportOffer> {
    const transport: OwnTransport = { id: newId('transport'), direction, worker }
    this.#transports.set(transport.id, transport)
    this.#node.countTransports(worker, 1)
    const { id } = transport
    const scope = this.#scope
    try {
      const created = await batch.add('transport.create', {
        transport: id,
        worker,
        session: this.#session,
        epoch: this.#epoch,
        label: direction,
        ...(scope !== undefined && { scope }),
      })
      return { transport: id, direction, ...created }
    } catch (error) {
      this.#forgetTransport(transport)
      throw error
    }
  }

  #transport(id: TransportId): OwnTransport {
    const transport = this.#transports.get(id)
    if (!transport) throw new VisavisError('not-found')
    return transport
  }

  #receiveTransport(): OwnTransport | undefined {
    return [...this.#transports.values()].find(({ direction }) => direction === 'receive')
  }

  #refuseBadTrack(transport: OwnTransport, { source, kind }: Params<'track.publish'>): void {
    if (transport.direction !== 'send') throw new VisavisError('media-refused')
    if (KIND_OF_SOURCE[source] !== kind) throw new VisavisError('media-refused')
    if (this.#tracks.size >= LIMITS.tracksPerParticipant) throw new VisavisError('too-many-tracks')
    if (this.tracks.some((track) => track.source === source)) {
      throw new VisavisError('too-many-tracks', { detail: 'This source is published already.' })
    }
  }
}
