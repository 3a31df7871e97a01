import { type NodeAddress, type TrackId, VisavisError } from '@visavis/protocol'
import type { types } from 'mediasoup'
import type { MediaWorker } from '../media-worker.ts'
import { randomName } from '../random-name.ts'
import { orRefuse } from '../refusal.ts'
import type { PeerNode } from './peer-node.ts'
import { connectEnd, describeEnd, openPipeEnd, type PipeListen } from './pipe-end.ts'
import type { SharedTable } from './shared-table.ts'
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
  let opened: types.PipeTransport
  try {
    opened = await openPipeEnd(to, tables.listen)
  } catch (error) {
    peer.release()
    throw error
  }
  const id = randomName()
  const stop = peer.value.onForgotten(() => opened.close())
  // From now on the other node may have its end, whether it answers or not.
  opened.observer.once('close', () => {
    stop()
    onEnded()
    void peer.value.end('pipe.close', { pipe: id }).finally(peer.release)
  })
  try {
    const end = await peer.value.call('pipe.open', { pipe: id, worker, end: describeEnd(opened) })
    await connectEnd(opened, end)
    if (opened.closed) throw new VisavisError('media-unavailable')
    return { id, transport: opened }
  } catch (error) {
    opened.close()
    throw error
  }
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
    // Gone already, where the track has ended; and with the pipe, where that is closed.
    if (!isOver && !transport.closed) void peer.end('pipe.stop', { pipe, sending })
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
