import { type NodeAddress, type TrackId, type TrackKind, VisavisError } from '@visavis/protocol'
import type { LinkTls } from '@visavis/sfu-client'
import type { types } from 'mediasoup'
import type { MediaLogger } from '../media-logger.ts'
import type { MediaWorker } from '../media-worker.ts'
import type { NodeState } from '../node-state.ts'
import { copyLocally } from './local-copy.ts'
import type { LocalPipe } from './local-pipe.ts'
import { PeerNode } from './peer-node.ts'
import type { PipeListen } from './pipe-end.ts'
import { copyFromNode, type RemotePipe, type RemoteTables } from './remote-copy.ts'
import { SharedTable } from './shared-table.ts'
import type { TrackCopy } from './track-copy.ts'

/** A copy that nobody receives is kept a little, for who comes back or was expected. */
const IDLE_MS = 30_000

/** A track as the transports of one worker can consume it. Whoever is done with it releases it. */
export interface ReachedTrack {
  readonly media: types.Producer
  readonly kind: TrackKind
  readonly scope: string | undefined
  release(): void
}

export interface ReachRequest {
  readonly track: TrackId
  readonly worker: MediaWorker
  readonly from?: NodeAddress | undefined
}

export interface TracksOptions {
  readonly node: string
  readonly state: NodeState
  readonly listen: PipeListen
  readonly secret: string | undefined
  readonly tls?: LinkTls | undefined
  readonly logger: MediaLogger
  /** For tests that do not want to wait. */
  readonly idleMs?: number | undefined
}

/** Tracks wherever they are: on the worker that asks, on another one, or on another node. */
export class Tracks {
  readonly #options: TracksOptions
  readonly #copies: SharedTable<TrackCopy>
  readonly #pipes = new SharedTable<LocalPipe>({ idleMs: 0, close: (pipe) => pipe.close() })
  readonly #remote: RemoteTables

  constructor(options: TracksOptions) {
    const { listen, secret, tls, logger, idleMs = IDLE_MS } = options
    this.#options = options
    this.#copies = new SharedTable({ idleMs, close: ({ media }) => media.close() })
    this.#remote = {
      listen,
      pipes: new SharedTable<RemotePipe>({
        idleMs: 0,
        close: ({ transport }) => transport.close(),
      }),
      peers: new SharedTable<PeerNode>({ idleMs, close: (peer) => void peer.close() }),
      connect: (from) => PeerNode.connect(from, { secret, tls, logger }),
    }
  }

  /** Pipes that this node has made, between its workers and from other nodes. */
  get pipes(): number {
    return this.#pipes.size + this.#remote.pipes.size
  }

  /** Throws `not-found`, or `media-unavailable` where the way to it cannot be made. */
  async reach({ track, worker, from }: ReachRequest): Promise<ReachedTrack> {
    const { node, state } = this.#options
    const isElsewhere = from && from.node !== node && !state.producers.has(track)
    if (isElsewhere)
      return this.#reachCopy(track, worker, (ended) =>
        copyFromNode(this.#remote, { track, from, to: worker }, ended),
      )
    const producer = await state.producers.get(track)
    const { media, transport } = producer
    if (transport.worker === worker) {
      return { media, kind: media.kind, scope: transport.scope, release: () => {} }
    }
    return this.#reachCopy(track, worker, (ended) =>
      copyLocally(this.#pipes, producer, worker, ended),
    )
  }

  close(): void {
    this.#copies.close()
    this.#remote.pipes.close()
    this.#remote.peers.close()
    this.#pipes.close()
  }

  async #reachCopy(
    track: TrackId,
    worker: MediaWorker,
    make: (ended: () => void) => Promise<TrackCopy>,
  ): Promise<ReachedTrack> {
    const { value, release } = await this.#copies.use(`${track} ${worker.id}`, make)
    const { media, kind } = value
    try {
      const scope = await value.scope()
      if (media.closed) throw new VisavisError('not-found')
      return { media, kind, scope, release }
    } catch (error) {
      release()
      throw error
    }
  }
}
