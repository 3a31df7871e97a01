import type {
  RtpCapabilities,
  RtpParameters,
  SlotId,
  SubscriptionId,
  TrackId,
  TrackKind,
  TransportId,
} from '@visavis/protocol'
import type { types } from 'mediasoup'
import { EntityTable } from './entity-table.ts'
import type { MediaWorker } from './media-worker.ts'
import { SessionIndex } from './session-index.ts'

/** A participant's leg to this node, or a recorder's. What crosses it belongs to its scope. */
export interface NodeTransport {
  readonly id: TransportId
  readonly session: string
  /** `undefined` until it is placed: nothing crosses it. */
  scope: string | undefined
  readonly worker: MediaWorker
  readonly media: types.WebRtcTransport | types.PlainTransport
  readonly label: string | undefined
  /** Made so far. */
  slots: number
  /** The pictures that it sends. */
  readonly pictures: Set<NodeConsumer>
  /** Stills come in place of all of them, and it sends no more than a voice. */
  isLimited: boolean
}

export interface NodeProducer {
  readonly id: TrackId
  readonly transport: NodeTransport
  readonly media: types.Producer
  readonly label: string | undefined
}

export interface NodeConsumer {
  readonly id: SubscriptionId
  readonly transport: NodeTransport
  readonly track: TrackId
  readonly media: types.Consumer
  /** Whether the receiver asked for the flow, and whether it shows what comes. It flows while both hold. */
  isWanted: boolean
  isShown: boolean
  /** Stills come in its place. */
  isHeld: boolean
  /** As asked for, which the worker may not have answered yet. */
  priority: number
  /** Which size, from 0. The largest until a box is known. */
  layer: number | undefined
  /** Which frame rate, from 0. */
  rate: number
}

/** A place in a browser's session description, for one consumer after the other. */
export interface NodeSlot {
  readonly id: SlotId
  readonly transport: NodeTransport
  readonly kind: TrackKind
  readonly mid: string
  readonly rtpCapabilities: RtpCapabilities
  readonly rtpParameters: RtpParameters
  occupant: types.Consumer | undefined
}

/** All that lives on a node, by the callers' ids. */
export class NodeState {
  readonly transports: EntityTable<TransportId, NodeTransport> = new EntityTable()
  readonly producers: EntityTable<TrackId, NodeProducer> = new EntityTable()
  readonly consumers: EntityTable<SubscriptionId, NodeConsumer> = new EntityTable()
  readonly slots: EntityTable<SlotId, NodeSlot> = new EntityTable()
  readonly sessions = new SessionIndex()
  readonly #lost = new Map<MediaWorker, Set<string>>()

  /** Records that a session's transport went down with its worker. */
  lose({ worker, session }: NodeTransport): void {
    this.#lost.set(worker, (this.#lost.get(worker) ?? new Set()).add(session))
  }

  /** Sessions that had a transport on a dead worker. Asked once. */
  takeLostSessions(worker: MediaWorker): string[] {
    const sessions = [...(this.#lost.get(worker) ?? [])]
    this.#lost.delete(worker)
    return sessions
  }

  transportsOn(worker: MediaWorker): number {
    let count = 0
    for (const transport of this.transports.values()) if (transport.worker === worker) count++
    return count
  }

  loadOf(worker: MediaWorker): { transports: number; consumers: number } {
    const transports = this.transportsOn(worker)
    let consumers = 0
    for (const { transport } of this.consumers.values())
      if (transport.worker === worker) consumers++
    return { transports, consumers }
  }
}
