import type {
  MediaOffer,
  SlotId,
  SlotOffer,
  SubscriptionId,
  SubscriptionOffer,
  TrackId,
} from '@visavis/protocol/browser'
import type { types } from 'mediasoup-client'
import type { ConnectTiming } from '../connect-timing.ts'
import type { Request } from '../connection/request.ts'
import { isNotFound } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { RemoteTrack } from '../tracks.ts'
import { wait } from '../wait.ts'
import type { Arriving } from '../weak/patience.ts'
import { openSlot } from './open-slot.ts'
import { PicturePreferences } from './picture-preferences.ts'
import type { DrawnPicture } from './picture-size.ts'
import { whenFlowing } from './when-flowing.ts'

/** Offers kept while their transport is on its way. A room has far fewer tracks. */
const WAITING_LIMIT = 64

/**
 * Offers outside slots within this time are negotiated together. To negotiate again while the first key frame is on
 * its way loses it, and the next one is a second away; a third person's camera and microphone come about 50 ms apart.
 */
const GATHER_MS = 60

/** What does not flow elsewhere by then will end where it is. */
const MOVE_MS = 3_000

export interface ReceiveSideOptions {
  request: Request
  logger: Logger
  timing: ConnectTiming
  isMuted(track: TrackId): boolean
  onTrack(track: RemoteTrack): void
  onTrackRemoved(track: RemoteTrack): void
}

interface Received {
  readonly subscription: SubscriptionId
  readonly consumer: types.Consumer
  /** A slot stays when its track goes. */
  readonly isSlot: boolean
  readonly remote: RemoteTrack
  readonly ssrcs: readonly number[] | undefined
}

/**
 * What the others send. Tracks in slots arrive by themselves; other offers are applied all at once and started
 * with one request.
 */
export class ReceiveSide {
  readonly #options: ReceiveSideOptions
  readonly #received = new Map<TrackId, Received>()
  /** Being applied, or applied. The server repeats an offer that it cannot know to have arrived. */
  readonly #seen = new Set<SubscriptionId>()
  readonly #slots = new Map<SlotId, Promise<types.Consumer | null>>()
  readonly #preferences: PicturePreferences
  /** Tracks that go on over a transport of before until they flow over this one. */
  readonly #moving = new Map<TrackId, () => void>()
  /** Takes a moving track up where it will flow. */
  readonly #next = new Map<TrackId, () => void>()
  #nextCamera: MediaStreamTrack | null = null
  #transport: types.Transport | null = null
  #waiting: SubscriptionOffer[] = []
  #gathered: SubscriptionOffer[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: ReceiveSideOptions) {
    this.#options = options
    this.#preferences = new PicturePreferences(options)
  }

  get tracks(): ReadonlyMap<TrackId, RemoteTrack> {
    return new Map([...this.#received].map(([id, { remote }]) => [id, remote]))
  }

  /** Where the next camera in a slot will appear, for a player that is to be ready before it. */
  get nextCamera(): MediaStreamTrack | null {
    return this.#nextCamera
  }

  /** Of the tracks that `isWanted` and that are to be seen or heard. */
  receiversOf(isWanted: (track: RemoteTrack) => boolean): RTCRtpReceiver[] {
    return [...this.#received.values()].flatMap(({ consumer, remote }) =>
      consumer.rtpReceiver && !this.#preferences.isHidden(remote.id) && isWanted(remote)
        ? [consumer.rtpReceiver]
        : [],
    )
  }

  /** All that is to be seen or heard. */
  get arriving(): Arriving[] {
    return [...this.#received.values()].flatMap(({ consumer, remote, ssrcs }) => {
      const receiver = consumer.rtpReceiver
      return receiver && !this.#preferences.isHidden(remote.id) ? [{ receiver, ssrcs }] : []
    })
  }

  /** Asks for everything once more: a start, and the key frame that comes with it, may have been lost. */
  async startAgain(): Promise<void> {
    const subscriptions = [...this.#received.values()].map(({ subscription }) => subscription)
    if (subscriptions.length > 0) await this.#start(subscriptions)
  }

  /** Receives over a new transport from now on. Tracks that are not offered on it again end. */
  attach(
    transport: types.Transport | null,
    { slots, subscriptions: offers }: Pick<MediaOffer, 'slots' | 'subscriptions'>,
  ): void {
    this.#transport = transport
    this.#seen.clear()
    this.#slots.clear()
    this.#nextCamera = null
    if (transport) for (const slot of slots) this.#slots.set(slot.slot, this.#open(transport, slot))
    const again = new Set(offers.map(({ track }) => track))
    for (const track of [...this.#received.keys()]) if (!again.has(track)) this.remove(track)
    const waiting = this.#waiting
    this.#waiting = []
    this.offer([...offers, ...waiting])
  }

  /**
   * Receives over a new transport, track by track, each once it flows there. Resolves when that is so for all of them, or has taken
   * too long.
   */
  async move(
    transport: types.Transport | null,
    offer: Pick<MediaOffer, 'slots' | 'subscriptions'>,
  ): Promise<void> {
    const again = offer.subscriptions.filter(({ track }) => this.#received.has(track))
    const moves = again.map(({ track }) => {
      const move = Promise.withResolvers<void>()
      this.#moving.set(track, move.resolve)
      return move.promise
    })
    this.attach(transport, offer)
    await Promise.race([Promise.all(moves), wait(MOVE_MS)])
    for (const track of [...this.#moving.keys()]) this.#settle(track)
  }

  /** Offers for a transport that is not there yet wait for it. */
  offer(offers: readonly SubscriptionOffer[]): void {
    const mine = offers.filter(({ transport }) => transport === this.#transport?.id)
    const others = offers.filter(({ transport }) => transport !== this.#transport?.id)
    this.#waiting = [...this.#waiting, ...others].slice(-WAITING_LIMIT)
    const slotted = mine.filter(({ slot }) => slot)
    if (this.#transport && slotted.length > 0) void this.#receive(this.#transport, slotted)
    this.#gathered.push(...mine.filter(({ slot }) => !slot))
    if (this.#gathered.length === 0) return
    this.#timer ??= setTimeout(() => this.#negotiate(), GATHER_MS)
  }

  withdraw(subscriptions: readonly SubscriptionId[]): void {
    const isWanted = (offer: SubscriptionOffer) => !subscriptions.includes(offer.subscription)
    this.#waiting = this.#waiting.filter(isWanted)
    this.#gathered = this.#gathered.filter(isWanted)
    for (const subscription of subscriptions) {
      const received = [...this.#received.values()].find(
        (candidate) => candidate.subscription === subscription,
      )
      if (received) this.remove(received.remote.id)
      this.#seen.delete(subscription)
    }
  }

  /** @throws {VisavisError} `invalid-request` for sizes that no picture has. */
  prefer(track: TrackId, picture: DrawnPicture): void {
    this.#preferences.prefer(track, picture)
  }

  /** After a lost connection: what the server may not have heard. */
  repeatPreferences(): void {
    this.#preferences.tellSoon()
  }

  remove(track: TrackId): void {
    this.#preferences.forget(track)
    this.#next.delete(track)
    this.#settle(track)
    this.#drop(track)
  }

  /** The track is where it is to be. What is not taken up by now is. */
  #settle(track: TrackId): void {
    const take = this.#next.get(track)
    const done = this.#moving.get(track)
    this.#next.delete(track)
    this.#moving.delete(track)
    take?.()
    done?.()
  }

  #drop(track: TrackId): void {
    const received = this.#received.get(track)
    if (!received) return
    this.#received.delete(track)
    this.#seen.delete(received.subscription)
    if (!received.isSlot) received.consumer.close()
    this.#options.onTrackRemoved(received.remote)
  }

  close(): void {
    this.#transport = null
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#gathered = []
    for (const track of [...this.#received.keys()]) this.remove(track)
    this.#preferences.close()
  }

  #negotiate(): void {
    this.#timer = undefined
    const offers = this.#gathered.filter(({ transport }) => transport === this.#transport?.id)
    this.#gathered = []
    if (this.#transport && offers.length > 0) void this.#receive(this.#transport, offers)
  }

  /**
   * All in parallel; flow starts with one request when all of them are negotiated. The worker itself waits for the transport, and
   * asks for a key frame once it is connected. Never throws.
   */
  async #receive(transport: types.Transport, offers: readonly SubscriptionOffer[]): Promise<void> {
    const applied = await Promise.all(offers.map((offer) => this.#applyOnce(transport, offer)))
    const subscriptions = applied.filter((subscription) => subscription !== null)
    if (subscriptions.length === 0 || this.#transport !== transport) return
    await this.#start(subscriptions)
  }

  async #start(subscriptions: SubscriptionId[]): Promise<void> {
    try {
      await this.#options.request('subscription.resume', { subscriptions })
    } catch (error) {
      this.#options.logger.warn('tracks not started', { error: String(error) })
      // One that has gone meanwhile keeps none of the others.
      if (!isNotFound(error) || subscriptions.length < 2) return
      await Promise.all(subscriptions.map((subscription) => this.#start([subscription])))
    }
  }

  /** The subscription to start; `null` when there is none, or when another call starts it. */
  async #applyOnce(
    transport: types.Transport,
    offer: SubscriptionOffer,
  ): Promise<SubscriptionId | null> {
    const { subscription, track } = offer
    if (!this.#seen.has(subscription)) {
      this.#seen.add(subscription)
      return this.#apply(transport, offer)
    }
    return this.#received.get(track)?.subscription === subscription ? subscription : null
  }

  async #apply(
    transport: types.Transport,
    offer: SubscriptionOffer,
  ): Promise<SubscriptionId | null> {
    const { subscription, track } = offer
    try {
      const consumer = await this.#consumerFor(transport, offer)
      if (!consumer) return null
      if (!this.#seen.has(subscription) || this.#transport !== transport) {
        if (!offer.slot) consumer.close()
        return null
      }
      this.#keep(offer, consumer)
      return subscription
    } catch (error) {
      this.#options.logger.warn('track not received', { track, error: String(error) })
      return null
    }
  }

  async #consumerFor(
    transport: types.Transport,
    offer: SubscriptionOffer,
  ): Promise<types.Consumer | null> {
    const { slot, rtpParameters } = offer
    if (slot) return (await this.#slots.get(slot)) ?? null
    if (!rtpParameters) return null
    return transport.consume({
      id: offer.subscription,
      producerId: offer.track,
      kind: offer.kind,
      rtpParameters: rtpParameters as types.RtpParameters,
      streamId: syncGroup(offer),
    })
  }

  /** Never rejects. */
  async #open(transport: types.Transport, slot: SlotOffer): Promise<types.Consumer | null> {
    try {
      const consumer = await openSlot(transport, slot)
      if (consumer.rtpReceiver) watchConnecting(consumer.rtpReceiver, this.#options.timing)
      if (slot.kind === 'video' && this.#transport === transport) this.#nextCamera = consumer.track
      return consumer
    } catch (error) {
      this.#options.logger.warn('slot not opened', { slot: slot.slot, error: String(error) })
      return null
    }
  }

  #keep(offer: SubscriptionOffer, consumer: types.Consumer): void {
    const { track } = offer
    if (this.#moving.has(track)) {
      this.#next.set(track, () => this.#take(offer, consumer))
      whenFlowing(consumer.track, () => this.#settle(track))
    } else this.#take(offer, consumer)
  }

  #take(offer: SubscriptionOffer, consumer: types.Consumer): void {
    this.#drop(offer.track)
    this.#seen.add(offer.subscription)
    const remote = new ConsumedTrack(offer, consumer.track, this.#options.isMuted)
    const { subscription, slot, ssrcs } = offer
    this.#received.set(offer.track, {
      subscription,
      consumer,
      isSlot: slot !== undefined,
      remote,
      ssrcs,
    })
    if (offer.kind === 'video') this.#preferences.follow(offer.track, subscription)
    this.#options.onTrack(remote)
  }
}

class ConsumedTrack implements RemoteTrack {
  readonly id: RemoteTrack['id']
  readonly participant: RemoteTrack['participant']
  readonly source: RemoteTrack['source']
  readonly kind: RemoteTrack['kind']
  readonly track: MediaStreamTrack
  readonly #isMuted: (track: TrackId) => boolean

  constructor(
    offer: SubscriptionOffer,
    track: MediaStreamTrack,
    isMuted: (track: TrackId) => boolean,
  ) {
    this.id = offer.track
    this.participant = offer.participant
    this.source = offer.source
    this.kind = offer.kind
    this.track = track
    this.#isMuted = isMuted
  }

  get muted(): boolean {
    return this.#isMuted(this.id)
  }
}

function watchConnecting({ transport: dtls }: RTCRtpReceiver, timing: ConnectTiming): void {
  // Older browsers have neither, and their reports then not these two.
  const ice = dtls?.iceTransport
  const noteIce = () => {
    if (ice?.state === 'connected' || ice?.state === 'completed') timing.mark('ice')
  }
  const noteDtls = () => {
    if (dtls?.state === 'connected') timing.mark('dtls')
  }
  ice?.addEventListener('statechange', noteIce)
  dtls?.addEventListener('statechange', noteDtls)
  noteIce()
  noteDtls()
}

/** Tracks of one group play in step: voice with face, screen with its sound. */
function syncGroup({ participant, source }: SubscriptionOffer): string {
  return `${participant}-${source.startsWith('screen') ? 'screen' : 'person'}`
}
