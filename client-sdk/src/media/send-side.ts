import {
  KIND_OF_SOURCE,
  type Method,
  type Params,
  type Result,
  type RtpParameters,
  type TrackId,
  type TrackSource,
  type TransportId,
  VisavisError,
} from '@visavis/protocol/browser'
import type { types } from 'mediasoup-client'
import type { Request } from '../connection/request.ts'
import { untilAnswered } from '../connection/until-answered.ts'
import { isCaptureTrack, reopen } from '../devices/reopen.ts'
import { isUnanswered } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { LocalTrack } from '../tracks.ts'
import { BlankTracks } from './blank-tracks.ts'
import {
  adaptEncodings,
  adaptToStarted,
  addLayers,
  FULL_CAMERA_WIDTH,
  sendOptions,
  smallestFirst,
} from './encodings.ts'
import type { MediaKit } from './media-kit.ts'
import { AFTER_REBUILDING_MS, repeatKeyFrame } from './repeat-key-frame.ts'

export interface SendSideOptions {
  request: Request
  logger: Logger
  onTrack(track: LocalTrack): void
  onTrackRemoved(track: LocalTrack): void
}

/** One source of ours. Outlives transports: each new one sends it again. */
interface Publication {
  readonly source: TrackSource
  local: LocalTrack
  /** Where a camera that was turned off is found again. */
  lastTrack: MediaStreamTrack
  producer: types.Producer | null
  id: Promise<TrackId> | null
  /** What the server was told. */
  toldMuted: boolean
}

/** A sender that waits for something to send. */
interface Prepared {
  readonly producer: types.Producer
  readonly id: TrackId
}

/** What is sent from the first moment of a call. */
const PREPARED_SOURCES = ['microphone', 'camera'] as const

/** What the library hands on from `produce()` to its event. */
interface ProduceNote {
  readonly source: TrackSource
  readonly muted: boolean
  readonly isPrepared: boolean
  /** In the codec that every device knows. */
  readonly isPlain: boolean
}

interface SendTransport {
  readonly kit: MediaKit
  readonly transport: types.Transport
}

/** What we send. Changes of one source happen one after the other. */
export class SendSide {
  readonly #options: SendSideOptions
  readonly #publications = new Map<TrackSource, Publication>()
  readonly #queues = new Map<string, Promise<unknown>>()
  /** Answers of the server to what the transport is about to send. */
  readonly #published = new Map<TrackSource, Promise<TrackId>>()
  readonly #prepared = new Map<TrackSource, Prepared>()
  /** Sources of which somebody did not know the codec. */
  readonly #plain = new Set<TrackSource>()
  #send: SendTransport | null = null
  #closed = false

  constructor(options: SendSideOptions) {
    this.#options = options
  }

  get tracks(): ReadonlyMap<TrackSource, LocalTrack> {
    return new Map([...this.#publications].map(([source, { local }]) => [source, local]))
  }

  /** Sends over a new transport from now on; what was published is published again. */
  async attach(send: SendTransport | null): Promise<void> {
    this.#send = send
    this.#prepared.clear()
    send?.transport.on('produce', (options, accept) => this.#announce(options, accept))
    for (const publication of this.#publications.values()) {
      publication.producer = null
      publication.id = null
    }
    await Promise.all([...this.#publications.keys()].map((source) => this.#republish(source)))
  }

  /**
   * Sends over a new transport once that is connected; until then what was published goes on where it is. `connected` says
   * when.
   */
  async move(
    send: SendTransport | null,
    connected: (transport: types.Transport) => Promise<void>,
  ): Promise<void> {
    if (!send) return this.attach(null)
    this.#send = send
    this.#prepared.clear()
    send.transport.on('produce', (options, accept) => this.#announce(options, accept))
    await this.prepare()
    if (this.#prepared.size > 0) await connected(send.transport)
    const sources = [...this.#publications.keys()]
    await Promise.all(
      sources.map((source) =>
        this.#inOrder(source, async () => {
          const publication = this.#publications.get(source)
          if (!publication || this.#send !== send) return
          publication.producer = null
          publication.id = null
          await this.#produce(publication, true)
        }),
      ),
    )
  }

  /**
   * Makes senders for a voice and a face, which send nothing yet. What is published meanwhile waits for them: two
   * senders of one source would be refused. Never rejects.
   */
  async prepare(): Promise<void> {
    using blank = new BlankTracks()
    try {
      await Promise.all(
        PREPARED_SOURCES.map((source) =>
          this.#inOrder(source, () => this.#prepare(source, blank.create(KIND_OF_SOURCE[source]))),
        ),
      )
    } catch (error) {
      this.#options.logger.info('sending not prepared', { error: String(error) })
    }
  }

  /**
   * Sends a copy of `track` over a prepared sender, ahead of the room that the answer is to be announced to.
   * `null` where none is prepared. Answers at once: a request that waits for it would be late.
   */
  stage(source: TrackSource, track: MediaStreamTrack): TrackId | null {
    const prepared = this.#prepared.get(source)
    if (!prepared) return null
    const publication = this.#note(source, track.clone())
    this.#inOrder(source, () => this.#usePrepared(publication, prepared)).catch(
      (error: unknown) => {
        this.#options.logger.warn('prepared track not sent', { source, error: String(error) })
      },
    )
    return prepared.id
  }

  async publish(source: TrackSource, track: MediaStreamTrack): Promise<LocalTrack> {
    const publication = await this.#inOrder(source, () => this.#publish(source, track))
    await this.#tellMuted(publication)
    return publication.local
  }

  /** Sends in the codec that every device knows from now on. */
  sendPlainly(source: TrackSource): Promise<void> {
    return this.#inOrder(source, async () => {
      if (this.#plain.has(source)) return
      this.#plain.add(source)
      const publication = this.#publications.get(source)
      const id = await publication?.id
      if (!publication?.producer || !id) return
      publication.producer.close()
      publication.producer = null
      await this.#options.request('track.unpublish', { track: id })
      await this.#produce(publication)
    })
  }

  unpublish(source: TrackSource): Promise<void> {
    return this.#inOrder(source, () => this.#unpublish(source))
  }

  /** Who mutes is not heard from then on, whatever else is still waiting for an answer. */
  async setMuted(source: TrackSource, muted: boolean): Promise<void> {
    const track = this.#publications.get(source)?.local.track
    if (muted && track) track.enabled = false
    const publication = await this.#inOrder(source, () => this.#setMuted(source, muted))
    if (publication) await this.#tellMuted(publication)
  }

  /** Stops every track: no light stays on after a call. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#send = null
    for (const publication of [...this.#publications.values()]) this.#drop(publication)
  }

  async #publish(source: TrackSource, track: MediaStreamTrack): Promise<Publication> {
    if (this.#closed) {
      track.stop()
      throw new VisavisError('room-ended')
    }
    if (track.kind !== KIND_OF_SOURCE[source]) throw new VisavisError('media-refused')
    const before = this.#publications.get(source)
    if (before) await this.#replace(before, track)
    else await this.#add(source, track)
    const publication = this.#publications.get(source)
    if (!publication) throw new VisavisError('room-ended')
    return publication
  }

  async #setMuted(source: TrackSource, muted: boolean): Promise<Publication | undefined> {
    const publication = this.#publications.get(source)
    if (publication && publication.local.muted !== muted) {
      await (muted ? this.#mute(publication) : this.#unmute(publication))
    }
    return publication
  }

  /** Apart from the changes themselves: the next one does not wait for the answer. */
  #tellMuted(publication: Publication): Promise<void> {
    return this.#inOrder(`${publication.source} muted`, async () => {
      const id = await publication.id
      const { muted } = publication.local
      if (!id || muted === publication.toldMuted) return
      publication.toldMuted = muted
      await this.#insist('track.set-muted', { track: id, muted })
    })
  }

  #note(source: TrackSource, track: MediaStreamTrack): Publication {
    const kind = KIND_OF_SOURCE[source]
    const local: LocalTrack = { source, kind, track, muted: false }
    const publication: Publication = {
      source,
      local,
      lastTrack: track,
      producer: null,
      id: null,
      toldMuted: false,
    }
    this.#publications.set(source, publication)
    this.#watchEnd(publication, track)
    this.#options.onTrack(local)
    return publication
  }

  async #add(source: TrackSource, track: MediaStreamTrack): Promise<void> {
    const publication = this.#note(source, track)
    try {
      await this.#produce(publication)
    } catch (error) {
      this.#drop(publication)
      throw error
    }
  }

  async #replace(publication: Publication, track: MediaStreamTrack): Promise<void> {
    const previous = publication.local.track
    publication.lastTrack = track
    this.#watchEnd(publication, track)
    if (publication.producer) await publication.producer.replaceTrack({ track })
    if (previous !== track) previous?.stop()
    track.enabled = !publication.local.muted
    this.#update(publication, { track })
    if (!publication.producer) await this.#produce(publication)
    if (publication.local.muted) this.#applyUnmute(publication)
  }

  /** Publishing a track for a muted source means that it is to be seen. */
  #applyUnmute(publication: Publication): void {
    if (publication.local.track) publication.local.track.enabled = true
    this.#update(publication, { muted: false })
  }

  async #unpublish(source: TrackSource): Promise<void> {
    const publication = this.#publications.get(source)
    if (!publication) return
    this.#drop(publication)
    const id = await publication.id?.catch(() => null)
    if (id) await this.#insist('track.unpublish', { track: id })
  }

  /** Sent until it is answered: a source that the server takes for published could not be published again. */
  async #insist<M extends 'track.announce' | 'track.set-muted' | 'track.unpublish'>(
    method: M,
    params: Params<M>,
  ): Promise<void> {
    try {
      await this.#options.request(method, params)
    } catch (error) {
      if (!isUnanswered(error) || this.#closed) throw error
      // By then it may be done by what was sent first, or gone with its transport.
      await this.#ask(method, params).catch(() => {})
    }
  }

  async #offer<M extends 'track.prepare' | 'track.publish'>(
    method: M,
    params: Params<M>,
  ): Promise<TrackId> {
    return (await this.#ask(method, params)).track
  }

  #ask<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    return untilAnswered(
      () => this.#options.request(method, params),
      () => !this.#closed,
    )
  }

  async #republish(source: TrackSource): Promise<void> {
    await this.#inOrder(source, async () => {
      const publication = this.#publications.get(source)
      if (publication && !publication.producer) await this.#produce(publication, true)
    }).catch((error: unknown) => {
      this.#options.logger.warn('track not published again', { source, error: String(error) })
    })
  }

  /** Sends the track if there is a transport and something to send; otherwise a later `attach` does. */
  async #produce(publication: Publication, isRebuilt = false): Promise<void> {
    const { source, local } = publication
    const send = this.#send
    if (!send || !local.track) return
    const { muted } = local
    publication.toldMuted = muted
    const prepared = this.#prepared.get(source)
    if (prepared) {
      await this.#usePrepared(publication, prepared)
      const track = prepared.id
      await this.#insist('track.announce', { tracks: [{ track, muted }] })
      return
    }
    publication.producer = await produce(send, local.track, {
      source,
      muted,
      isPrepared: false,
      isPlain: this.#plain.has(source),
    })
    publication.id = this.#published.get(source) ?? null
    if (source === 'screen') await preferResolution(publication.producer)
    if (source === 'camera') {
      if (isRebuilt) void repeatKeyFrame(publication.producer, AFTER_REBUILDING_MS)
      void addLayers(publication.producer)
    }
    await publication.id
  }

  async #prepare(source: TrackSource, track: MediaStreamTrack): Promise<void> {
    const send = this.#send
    if (!send) return
    const producer = await produce(send, track, {
      source,
      muted: false,
      isPrepared: true,
      isPlain: true,
    })
    await producer.replaceTrack({ track: null })
    const id = await this.#published.get(source)
    if (id && this.#send === send) this.#prepared.set(source, { producer, id })
  }

  async #usePrepared(publication: Publication, { producer, id }: Prepared): Promise<void> {
    const { source, local } = publication
    this.#prepared.delete(source)
    publication.producer = producer
    publication.id = Promise.resolve(id)
    if (source === 'camera' && local.track) await adaptEncodings(producer, widthOf(local.track))
    await producer.replaceTrack({ track: local.track })
    if (source !== 'camera') return
    void repeatKeyFrame(producer)
    if (this.#send?.kit.canAddLayers) void addLayers(producer)
    else void adaptToStarted(producer)
  }

  /**
   * The transport is answered at once, so that the next track does not wait a round trip for this one.
   * Whoever published hears of a refusal through `#published`.
   */
  #announce(
    options: {
      kind: 'audio' | 'video'
      rtpParameters: types.RtpParameters
      appData: types.AppData
    },
    accept: (answer: { id: string }) => void,
  ): void {
    const { kind, rtpParameters } = options
    const { source, muted, isPrepared } = options.appData as unknown as ProduceNote
    const transport = this.#send?.transport.id as TransportId
    const track = { transport, source, kind, rtpParameters: rtpParameters as RtpParameters }
    const published = isPrepared
      ? this.#offer('track.prepare', track)
      : this.#offer('track.publish', { ...track, muted })
    published.catch(() => {})
    this.#published.set(source, published)
    accept({ id: `${source}-${transport}` })
  }

  async #mute(publication: Publication): Promise<void> {
    const { source, local, producer } = publication
    if (source === 'camera' && local.track && isCaptureTrack(local.track)) {
      await producer?.replaceTrack({ track: null })
      local.track.stop()
      this.#update(publication, { track: null, muted: true })
      return
    }
    if (local.track) local.track.enabled = false
    this.#update(publication, { muted: true })
  }

  async #unmute(publication: Publication): Promise<void> {
    const { local, producer } = publication
    if (local.track) {
      local.track.enabled = true
      this.#update(publication, { muted: false })
      return
    }
    const track = await reopen(publication.lastTrack)
    publication.lastTrack = track
    this.#watchEnd(publication, track)
    this.#update(publication, { track, muted: false })
    if (producer) await producer.replaceTrack({ track })
    else await this.#produce(publication)
  }

  /** A device was unplugged, or the browser's own button ended the sharing. */
  #watchEnd(publication: Publication, track: MediaStreamTrack): void {
    track.addEventListener('ended', () => {
      if (publication.local.track !== track) return
      this.unpublish(publication.source).catch((error: unknown) => {
        this.#options.logger.info('ended track not unpublished', { error: String(error) })
      })
    })
  }

  #drop(publication: Publication): void {
    if (this.#publications.get(publication.source) !== publication) return
    this.#publications.delete(publication.source)
    publication.producer?.close()
    publication.local.track?.stop()
    this.#options.onTrackRemoved(publication.local)
  }

  #update(publication: Publication, change: Partial<LocalTrack>): void {
    publication.local = { ...publication.local, ...change }
    this.#options.onTrack(publication.local)
  }

  #inOrder<T>(queue: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#queues.get(queue) ?? Promise.resolve()).then(work, work)
    this.#queues.set(queue, turn)
    return turn
  }
}

/** Says what it sends with `note`, which reaches the transport's `produce` event. */
function produce(
  { kit, transport }: SendTransport,
  track: MediaStreamTrack,
  note: ProduceNote,
): Promise<types.Producer> {
  const width = note.isPrepared ? FULL_CAMERA_WIDTH : widthOf(track)
  const { encodings, ...options } = sendOptions(note.source, width)
  const isStaged = note.source === 'camera' && kit.canAddLayers && encodings
  const codec = track.kind === 'video' ? videoCodec(kit, note) : undefined
  return transport.produce({
    ...options,
    ...(encodings && { encodings: isStaged ? smallestFirst(encodings) : encodings }),
    ...(codec && { codec }),
    track,
    stopTracks: false,
    disableTrackOnPause: false,
    appData: { ...note },
  })
}

/**
 * VP8 for faces: simulcast lets the server choose for each viewer, and slots are made for it. AV1 for screens: sharp with
 * little more than half the bytes, and no slower to encode (docs/decisions, "Codecs").
 */
function videoCodec(kit: MediaKit, { source, isPlain }: ProduceNote) {
  const forScreens = source === 'screen' && !isPlain ? kit.sendCodec('video/AV1') : undefined
  return forScreens ?? kit.sendCodec('video/VP8')
}

function widthOf(track: MediaStreamTrack): number {
  return track.getSettings().width ?? 0
}

/** On a weak network a screen gets slower, never blurred. */
async function preferResolution(producer: types.Producer): Promise<void> {
  const { rtpSender } = producer
  if (!rtpSender) return
  const parameters = rtpSender.getParameters()
  // Not in the DOM types yet; browsers that do not know it ignore it.
  await rtpSender
    .setParameters(Object.assign(parameters, { degradationPreference: 'maintain-resolution' }))
    .catch(() => {})
}
