import { type NodeAddress, type TrackId, VisavisError } from '@visavis/protocol'
import type { types } from 'mediasoup'
import type { MediaWorker } from '../media-worker.ts'
import { randomName } from '../random-name.ts'
import { orRefuse } from '../refusal.ts'
import type { PeerNode } from './peer-node.ts'
import { connectEnd, describeEnd, openPipeEnd, type PipeListen } from './pipe-end.ts'
import type { SharedTable, Use } from './shared-table.ts'
import type { TrackCopy } from './track-copy.ts'

/** From one worker of another node to one of this. */
export interface RemotePipe {
  readonly id: string
  readonly transport: types.PipeTransport
}

export interface RemoteTables {
  readonly listen: PipeListen
  readonly peers: SharedTable<PeerNode>
  readonly pipes: SharedTable<RemotePipe>
  connect(from: NodeAddress): Promise<PeerNode>
}

/** Copies a track of another node to a worker of this. */
export async function copyFromNode(
  tables: RemoteTables,
  { track, from, to }: { track: TrackId; from: NodeAddress; to: MediaWorker },
  onEnded: () => void,
): Promise<TrackCopy> {
  const peer = await tables.peers.use(peerKey(from), () => tables.connect(from))
  try {
    const source = await peer.value.call('producer.locate', { producer: track })
    const key = `${peerKey(from)} ${source.worker} ${to.id}`
    const pipe = await tables.pipes.use(key, (ended) =>
      openRemotePipe(tables, { from, worker: source.worker, to }, ended),
    )
    try {
      const media = await receive(pipe.value, peer.value, { track, kind: source.kind })
      media.observer.once('close', () => {
        pipe.release()
        peer.release()
        onEnded()
      })
      if (media.closed) throw new VisavisError('not-found')
      return { media, kind: source.kind, scope: scopeReader(peer.value, track, source.scope) }
    } catch (error) {
      pipe.release()
      throw error
    }
  } catch (error) {
    peer.release()
    throw error
  }
}

async function openRemotePipe(
  tables: RemoteTables,
  { from, worker, to }: { from: NodeAddress; worker: string; to: MediaWorker },
  onEnded: () => void,
): Promise<RemotePipe> {
  const peer = await tables.peers.use(peerKey(from), () => tables.connect(from))
  let transport: types.PipeTransport | undefined
  try {
    const opened = await openPipeEnd(to, tables.listen)
    transport = opened
    const id = randomName()
    const end = await peer.value.call('pipe.open', { pipe: id, worker, end: describeEnd(opened) })
    await connectEnd(opened, end)
    const stop = peer.value.onForgotten(() => opened.close())
    opened.observer.once('close', () => {
      stop()
      onEnded()
      tellClosed(peer, id)
    })
    if (opened.closed) throw new VisavisError('media-unavailable')
    return { id, transport: opened }
  } catch (error) {
    transport?.close()
    peer.release()
    throw error
  }
}

/** Nothing to close is as good. */
function tellClosed({ value, release }: Use<PeerNode>, pipe: string): void {
  value
    .call('pipe.close', { pipe })
    .catch(() => {})
    .finally(release)
}

function scopeReader(
  peer: PeerNode,
  producer: TrackId,
  first: string | undefined,
): TrackCopy['scope'] {
  let scope = first
  return async () => {
    scope ??= (await peer.call('producer.locate', { producer })).scope
    return scope
  }
}

/** What the other node stops sending ends here, and the other way round. */
async function receive(
  { id: pipe, transport }: RemotePipe,
  peer: PeerNode,
  { track: producer, kind }: { track: TrackId; kind: types.MediaKind },
): Promise<types.Producer> {
  const sending = randomName()
  let isOver = false
  let media: types.Producer | undefined
  const forget = peer.onEnded(sending, () => {
    isOver = true
    media?.close()
  })
  const stop = () => {
    forget()
    // Gone already, where the track has ended.
    if (!isOver) peer.call('pipe.stop', { pipe, sending }).catch(() => {})
  }
  try {
    const { rtpParameters } = await peer.call('pipe.send', { pipe, sending, producer })
    const parameters = rtpParameters as types.RtpParameters
    media = await orRefuse(transport.produce({ kind, rtpParameters: parameters }))
  } catch (error) {
    stop()
    throw error
  }
  media.observer.once('close', stop)
  if (isOver || transport.closed) media.close()
  return media
}

function peerKey({ node, url }: NodeAddress): string {
  return `${node} ${url}`
}
