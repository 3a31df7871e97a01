import {
  newId,
  type RecorderParams,
  type RecorderResult,
  type RecordingId,
  type RoomEvent,
  type RoomState,
  recordableTracks,
  type SubscriptionId,
  type TrackId,
  type TransportId,
  VisavisError,
} from '@visavis/protocol'
import type { MediaNode } from '../media/media-node.ts'
import { Subscriptions } from '../media/subscriptions.ts'
import { onLivingWorker } from '../rooms/placement.ts'
import type { RoomBatch } from '../rooms/room-batch.ts'
import type { RoomObserver } from '../rooms/room-hub.ts'
import type { HubUse } from '../rooms/room-hubs.ts'
import { SessionFeed } from '../rooms/session-feed.ts'
import type { Session } from '../sessions/session.ts'
import { recorderText } from '../socket/frames.ts'

/** Between two tries to have what is out of reach. */
const LATER_MS = 1_000

export interface RecorderSeatOptions {
  readonly session: Session
  readonly use: HubUse
  readonly node: MediaNode
  readonly recording: RecordingId
  /** As the log names it. */
  readonly recorder: string
}

interface PlainTransport {
  readonly id: TransportId
  readonly worker: string
}

/**
 * A recorder's place at a room, which nobody there sees. It receives what the fold allows and nothing else: `gate` runs on
 * every event, before anybody in the room is told of it.
 */
export class RecorderSeat implements RoomObserver {
  readonly use: HubUse
  readonly recording: RecordingId
  readonly recorder: string
  readonly #session: Session
  readonly #node: MediaNode
  readonly #feed: SessionFeed
  readonly #subscriptions: Subscriptions
  readonly #stopObserving: () => void
  #transport: PlainTransport | undefined
  #later: NodeJS.Timeout | undefined
  #closed = false

  constructor({ session, use, node, recording, recorder }: RecorderSeatOptions) {
    this.use = use
    this.recording = recording
    this.recorder = recorder
    this.#session = session
    this.#node = node
    this.#feed = new SessionFeed(session, use.hub)
    this.#subscriptions = new Subscriptions(node)
    this.#stopObserving = use.hub.observe(this)
  }

  get #room() {
    return this.use.hub.room
  }

  eventsAfter(seq: number): Promise<readonly RoomEvent[]> {
    return this.#feed.eventsAfter(seq)
  }

  follow(seq: number): Promise<void> {
    return this.#feed.follow(seq)
  }

  onRoomEvents(batch: RoomBatch): void {
    this.#feed.forward(batch)
  }

  /** Takes away at once what may not be recorded any more, then offers what newly may. */
  gate(state: RoomState): void {
    if (this.#closed || !this.#transport) return
    const gone = this.#subscriptions.endAllBut(this.#allowed(state))
    if (gone.length > 0) this.#tellWithdrawn(gone, state.seq)
    this.#offerSoon()
  }

  /** A transport in place of the one there was. */
  async open(params: RecorderParams<'recorder.open'>): Promise<RecorderResult<'recorder.open'>> {
    const { address, port, srtp, rtpCapabilities } = params
    this.#drop()
    const id = newId('transport')
    const made = await onLivingWorker(this.use.hub, this.#node, async (worker) => {
      const { id: session } = this.#session
      const place = { transport: id, worker, session, scope: this.#room }
      const to = { address, port, ...(srtp && { srtp }) }
      const created = await this.#node.call('transport.create-plain', { ...place, ...to })
      return { worker, created }
    })
    this.#keep({ id, worker: made.worker })
    this.#subscriptions.openPlain({ transport: id, rtpCapabilities })
    const { offered, refused } = await this.#subscriptions.follow(this.#allowed())
    this.#noteMissing(refused)
    return { transport: id, ...made.created, subscriptions: this.#stillAllowed(offered) }
  }

  /** Throws `not-found` for what was withdrawn. */
  async resume(ids: readonly SubscriptionId[]): Promise<void> {
    await this.#subscriptions.resume(ids)
    const batch = this.#node.batch()
    for (const consumer of ids) {
      // A voice has no key frames, and says so.
      batch.add('consumer.request-key-frame', { consumer }).catch(() => {})
    }
    await batch.send()
  }

  /** The worker died with the transport. */
  onWorkerDied(worker: string): void {
    if (this.#transport?.worker !== worker) return
    this.#transport = undefined
    this.#subscriptions.clear()
    this.#session.channel?.sendText(recorderText('recorder.media-lost', { room: this.#room }))
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#later)
    this.#drop()
    this.#feed.end()
    this.#stopObserving()
    this.use.release()
  }

  #keep(transport: PlainTransport): void {
    this.#node.countTransports(transport.worker, 1)
    this.#transport = transport
    if (!this.#closed) return
    this.#drop()
    throw new VisavisError('not-found')
  }

  #drop(): void {
    if (!this.#transport) return
    const { id: transport, worker } = this.#transport
    this.#transport = undefined
    this.#subscriptions.clear()
    this.#node.countTransports(worker, -1)
    this.#node.tidy([{ method: 'transport.close', params: { transport } }])
  }

  /** Of this recording: the next one in the room is claimed anew. */
  #allowed(state: RoomState = this.use.hub.state) {
    const isMine = state.recording?.id === this.recording && !state.ended
    return isMine && state.recording?.recorder === this.recorder ? recordableTracks(state) : []
  }

  #offerSoon(): void {
    this.#offer().catch((err) => {
      this.use.hub.logger.error({ err, room: this.#room }, 'offering to a recorder failed')
    })
  }

  async #offer(): Promise<void> {
    const { offered, closed, refused } = await this.#subscriptions.follow(this.#allowed())
    if (this.#closed) return
    this.#noteMissing(refused)
    if (closed.length > 0) this.#tellWithdrawn(closed, this.use.hub.state.seq)
    const subscriptions = this.#stillAllowed(offered)
    if (subscriptions.length === 0) return
    const offer = { room: this.#room, subscriptions }
    this.#session.channel?.sendText(recorderText('recorder.offered', offer))
  }

  /** What could not be had is asked for again, until it is there or may not be recorded any more. */
  #noteMissing(refused: readonly TrackId[]): void {
    const { logger } = this.use.hub
    for (const track of refused)
      logger.error({ room: this.#room, track }, 'a recorder cannot take a track')
    if (this.#closed || !this.#subscriptions.takeLack()) return
    clearTimeout(this.#later)
    this.#later = setTimeout(() => this.#offerSoon(), LATER_MS)
  }

  /** Consents may have changed while the media node answered. */
  #stillAllowed<T extends { readonly track: string }>(offered: readonly T[]): T[] {
    const allowed = new Set<string>(this.#allowed().map(({ id }) => id))
    return offered.filter(({ track }) => allowed.has(track))
  }

  #tellWithdrawn(subscriptions: readonly SubscriptionId[], seq: number): void {
    const withdrawn = { room: this.#room, subscriptions: [...subscriptions], seq }
    this.#session.channel?.sendText(recorderText('recorder.withdrawn', withdrawn))
  }
}
