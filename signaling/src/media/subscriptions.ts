import {
  KIND_OF_SOURCE,
  newId,
  type PicturePreference,
  type RoomState,
  type RtpCapabilities,
  type RtpParameters,
  type SfuResult,
  type SlotId,
  type SlotOffer,
  type SubscriptionId,
  type SubscriptionOffer,
  type TrackId,
  type TrackKind,
  type TrackState,
  type TransportId,
  VisavisError,
} from '@visavis/protocol'
import type { MediaBatch } from '@visavis/sfu-client'
import type { MediaNode } from './media-node.ts'
import { PictureWishes } from './picture-wishes.ts'

export interface Receiver {
  readonly transport: TransportId
  readonly rtpCapabilities: RtpCapabilities
}

interface Subscription {
  readonly id: SubscriptionId
  readonly track: TrackId
  readonly source: TrackState['source']
  readonly transport: TransportId
  readonly slot: SlotId | undefined
  readonly made: Promise<SubscriptionOffer | undefined>
  state: OfferState
  isHeld: boolean
}

type OfferState =
  | { readonly kind: 'untold' }
  /** Told as soon as it is made. */
  | { readonly kind: 'pending' }
  /** Kept until the client shows that it has it. */
  | { readonly kind: 'offered'; readonly offer: SubscriptionOffer }
  | { readonly kind: 'confirmed' }

export interface SubscriptionChange {
  readonly offered: readonly SubscriptionOffer[]
  readonly closed: readonly SubscriptionId[]
  /** Tracks in codecs that the device does not know. */
  readonly refused: readonly TrackId[]
}

/** A face and a voice: the first of each that come need no negotiation. */
const SLOT_KINDS = ['audio', 'video'] as const satisfies TrackKind[]

/** What one session receives: kept equal to the tracks there are to receive. */
export class Subscriptions {
  readonly #node: MediaNode
  readonly #byId = new Map<SubscriptionId, Subscription>()
  readonly #slots = new Map<SlotId, TrackKind>()
  readonly #wishes = new PictureWishes()
  #refused: TrackId[] = []
  #isLacking = false
  #receiver: Receiver | undefined

  constructor(node: MediaNode) {
    this.#node = node
  }

  /** Offers that the client has neither resumed nor paused yet. */
  get unconfirmed(): SubscriptionOffer[] {
    const states = [...this.#byId.values()].map(({ state }) => state)
    return states.flatMap((state) => (state.kind === 'offered' ? [state.offer] : []))
  }

  /** Where to receive from now on. Adds the calls to `batch`; the slots are there once it was sent. */
  open(batch: MediaBatch, receiver: Receiver): Promise<SlotOffer[]> {
    this.#receiver = receiver
    return Promise.all(SLOT_KINDS.map((kind) => this.#createSlot(batch, receiver, kind)))
  }

  /** Where to receive from now on, without slots. */
  openPlain(receiver: Receiver): void {
    this.#receiver = receiver
  }

  /** Adds the calls to `batch`; the offers are there once it was sent. */
  offer(batch: MediaBatch, tracks: readonly TrackState[]): Promise<SubscriptionOffer[]> {
    const receiver = this.#receiver
    return receiver ? this.#offerAll(batch, receiver, tracks) : Promise.resolve([])
  }

  /** Goes on with what another process made. Whether the client was told of an offer, only a start tells. */
  restore(had: SfuResult<'session.adopt'>, tracks: RoomState['tracks']): void {
    const receiver = had.transports.find(({ rtpCapabilities }) => rtpCapabilities)
    if (!receiver?.rtpCapabilities) return
    const { transport, rtpCapabilities } = receiver
    this.#receiver = { transport, rtpCapabilities }
    for (const { slot, kind } of had.slots) this.#slots.set(slot, kind)
    for (const { consumer: id, producer, slot, rtpParameters, wanted, held } of had.consumers) {
      const track = tracks[producer]
      if (!track) {
        this.#close(id)
        continue
      }
      const offer = offerOf({ id, track, slot, transport, rtpParameters })
      this.#byId.set(id, {
        id,
        track: producer,
        source: track.source,
        transport,
        slot,
        made: Promise.resolve(offer),
        state: wanted && !slot ? { kind: 'confirmed' } : { kind: 'offered', offer },
        isHeld: held,
      })
    }
  }

  /**
   * Receives tracks of somebody who is entering, while the room's log is still being written. The next `follow`
   * offers them, or closes those of which the room heard nothing.
   */
  async expect(tracks: readonly TrackState[]): Promise<void> {
    if (!this.#receiver) return
    const batch = this.#node.batch()
    this.#makeAll(batch, this.#receiver, tracks)
    await batch.send()
  }

  /** Ends at once what is not among `tracks`. */
  endAllBut(tracks: readonly TrackState[]): SubscriptionId[] {
    return this.#closeAllBut(new Set(tracks.map(({ id }) => id)))
  }

  /** Brings the subscriptions in line with `tracks`, those of the others in the room. */
  async follow(tracks: readonly TrackState[]): Promise<SubscriptionChange> {
    const receiver = this.#receiver
    if (!receiver) return { offered: [], closed: [], refused: [] }
    const closed = this.endAllBut(tracks)
    const batch = this.#node.batch()
    const offers = this.#offerAll(batch, receiver, tracks)
    await batch.send()
    return { offered: await offers, closed, refused: this.#refused.splice(0) }
  }

  /** Whether a track could not be had for now, such as one on a node that is out of reach. Asked once. */
  takeLack(): boolean {
    const isLacking = this.#isLacking
    this.#isLacking = false
    return isLacking
  }

  async resume(ids: readonly SubscriptionId[]): Promise<void> {
    await this.#callEach('consumer.resume', ids)
  }

  async pause(ids: readonly SubscriptionId[]): Promise<void> {
    await this.#callEach('consumer.pause', ids)
  }

  /** These tracks come as stills, so they do not flow; all others may. */
  hold(tracks: ReadonlySet<TrackId>): void {
    const changed = [...this.#byId.values()].filter(
      ({ track, isHeld }) => tracks.has(track) !== isHeld,
    )
    for (const subscription of changed) subscription.isHeld = !subscription.isHeld
    this.#node.tidy(
      changed.map(({ id: consumer, isHeld }) => ({
        method: 'consumer.hold',
        params: { consumer, isHeld },
      })),
    )
  }

  /** How large pictures are drawn, or that they are not. Throws `not-found`, or `media-refused` for sound. */
  prefer(preferences: readonly PicturePreference[]): void {
    const wishes = preferences.map((preference) => {
      const { source } = this.#offered(preference.subscription)
      if (KIND_OF_SOURCE[source] === 'video') return { preference, source }
      throw new VisavisError('media-refused', { detail: 'Sound has no size.' })
    })
    for (const { preference, source } of wishes) this.#wishes.note(preference, source)
    // One that has gone meanwhile needs none.
    this.#node.tidy(
      this.#wishes.takeNews().map((params) => ({ method: 'consumer.prefer', params })),
    )
  }

  forgetTransport(transport: TransportId): void {
    if (this.#receiver?.transport === transport) {
      this.#receiver = undefined
      this.#slots.clear()
    }
    for (const { id, transport: over } of this.#byId.values()) {
      if (over === transport) this.#forget(id)
    }
  }

  clear(): void {
    this.#receiver = undefined
    this.#byId.clear()
    this.#wishes.clear()
    this.#slots.clear()
  }

  async #callEach(
    method: 'consumer.resume' | 'consumer.pause',
    ids: readonly SubscriptionId[],
  ): Promise<void> {
    for (const subscription of ids.map((id) => this.#offered(id))) {
      subscription.state = { kind: 'confirmed' }
    }
    const batch = this.#node.batch()
    const calls = ids.map((consumer) => batch.add(method, { consumer }))
    await batch.send()
    await Promise.all(calls)
  }

  #offered(id: SubscriptionId): Subscription {
    const subscription = this.#byId.get(id)
    if (!subscription || !isTold(subscription)) throw new VisavisError('not-found')
    return subscription
  }

  async #offerAll(
    batch: MediaBatch,
    receiver: Receiver,
    tracks: readonly TrackState[],
  ): Promise<SubscriptionOffer[]> {
    this.#makeAll(batch, receiver, tracks)
    const all = [...this.#byId.values()]
    const offers = await Promise.all(all.map((subscription) => this.#tell(subscription)))
    return offers.filter((offer) => offer !== undefined)
  }

  #makeAll(batch: MediaBatch, receiver: Receiver, tracks: readonly TrackState[]): void {
    const known = new Set([...this.#byId.values()].map(({ track }) => track))
    for (const track of tracks) {
      if (known.has(track.id)) continue
      const id = newId('subscription')
      const slot = this.#freeSlot(track)
      const { transport } = receiver
      const made = this.#make(batch, receiver, { id, track, slot })
      const { source } = track
      const subscription = { id, track: track.id, source, transport, slot, made }
      this.#byId.set(id, { ...subscription, state: { kind: 'untold' }, isHeld: false })
    }
  }

  /** `undefined` when the track has gone meanwhile, or the device cannot receive it. */
  async #make(
    batch: MediaBatch,
    { transport, rtpCapabilities }: Receiver,
    { id, track, slot }: { id: SubscriptionId; track: TrackState; slot: SlotId | undefined },
  ): Promise<SubscriptionOffer | undefined> {
    try {
      const { rtpParameters } = await batch.add('consumer.create', {
        consumer: id,
        transport,
        producer: track.id,
        rtpCapabilities,
        ...(slot && { slot }),
      })
      if (!this.#byId.has(id)) this.#close(id)
      return offerOf({ id, track, slot, transport, rtpParameters })
    } catch (error) {
      const code = error instanceof VisavisError ? error.code : undefined
      if (code === 'media-refused') this.#refused.push(track.id)
      if (code === 'media-unavailable') this.#isLacking = true
      this.#byId.delete(id)
      return undefined
    }
  }

  /** The offer, to whoever asks first. */
  async #tell(subscription: Subscription): Promise<SubscriptionOffer | undefined> {
    if (subscription.state.kind !== 'untold') return undefined
    subscription.state = { kind: 'pending' }
    const offer = await subscription.made
    if (!offer || !this.#byId.has(subscription.id)) return undefined
    subscription.state = { kind: 'offered', offer }
    return offer
  }

  async #createSlot(
    batch: MediaBatch,
    { transport, rtpCapabilities }: Receiver,
    kind: TrackKind,
  ): Promise<SlotOffer> {
    const slot = newId('slot')
    // At once: later calls of the batch may fill it.
    this.#slots.set(slot, kind)
    const params = { slot, transport, kind, rtpCapabilities }
    const { rtpParameters } = await batch.add('slot.create', params)
    return { slot, transport, kind, rtpParameters }
  }

  /** For a face and a voice. What is shared comes beside them, and is negotiated when it comes. */
  #freeSlot({ source, kind }: TrackState): SlotId | undefined {
    if (source !== 'camera' && source !== 'microphone') return undefined
    const taken = new Set([...this.#byId.values()].map(({ slot }) => slot))
    return [...this.#slots].find(([id, ofKind]) => ofKind === kind && !taken.has(id))?.[0]
  }

  #closeAllBut(tracks: ReadonlySet<TrackId>): SubscriptionId[] {
    const closed: SubscriptionId[] = []
    for (const subscription of this.#byId.values()) {
      const { id, track } = subscription
      if (tracks.has(track)) continue
      this.#forget(id)
      this.#close(id)
      if (isTold(subscription)) closed.push(id)
    }
    return closed
  }

  #forget(id: SubscriptionId): void {
    this.#byId.delete(id)
    this.#wishes.forget(id)
  }

  #close(consumer: SubscriptionId): void {
    this.#node.tidy([{ method: 'consumer.close', params: { consumer } }])
  }
}

function isTold({ state }: Subscription): boolean {
  return state.kind === 'offered' || state.kind === 'confirmed'
}

interface Made {
  readonly id: SubscriptionId
  readonly track: TrackState
  readonly slot: SlotId | undefined
  readonly transport: TransportId
  readonly rtpParameters: RtpParameters
}

function offerOf({ id, track, slot, transport, rtpParameters }: Made): SubscriptionOffer {
  const { participant, source, kind } = track
  const place = { subscription: id, transport, track: track.id, participant }
  const how = slot ? { slot, ssrcs: ssrcsOf(rtpParameters) } : { rtpParameters }
  return { ...place, source, kind, ...how }
}

/** Its own and that of its repeats. */
function ssrcsOf({ encodings }: RtpParameters): number[] {
  const [encoding] = encodings ?? []
  return [encoding?.ssrc, encoding?.rtx?.ssrc].filter((ssrc) => ssrc !== undefined)
}
