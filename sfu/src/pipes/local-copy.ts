import { VisavisError } from '@visavis/protocol'
import type { types } from 'mediasoup'
import type { MediaWorker } from '../media-worker.ts'
import type { NodeProducer } from '../node-state.ts'
import { orRefuse } from '../refusal.ts'
import { type LocalPipe, openLocalPipe } from './local-pipe.ts'
import type { SharedTable } from './shared-table.ts'
import type { TrackCopy } from './track-copy.ts'

/** Copies a track to another worker of this node. */
export async function copyLocally(
  pipes: SharedTable<LocalPipe>,
  { media: original, transport }: NodeProducer,
  to: MediaWorker,
  onEnded: () => void,
): Promise<TrackCopy> {
  const from = transport.worker
  const pair = from.id < to.id ? ([from, to] as const) : ([to, from] as const)
  const pipe = await pipes.use(`${pair[0].id} ${pair[1].id}`, (ended) => openLocalPipe(pair, ended))
  let sent: types.Consumer | undefined
  try {
    sent = await orRefuse(pipe.value.endAt(from).consume({ producerId: original.id }))
    const media = await receive(pipe.value.endAt(to), sent)
    media.observer.once('close', () => {
      pipe.release()
      onEnded()
    })
    if (media.closed) throw new VisavisError('not-found')
    return { media, kind: media.kind, scope: async () => transport.scope }
  } catch (error) {
    sent?.close()
    pipe.release()
    throw error
  }
}

/** Pauses and ends with what is sent, and that ends with it. */
async function receive(
  transport: types.PipeTransport,
  sent: types.Consumer,
): Promise<types.Producer> {
  const { kind, rtpParameters, producerPaused: paused } = sent
  const media = await orRefuse(transport.produce({ kind, rtpParameters, paused }))
  const follow = () => {
    const followed = sent.producerPaused ? media.pause() : media.resume()
    followed.catch(() => {})
  }
  sent.observer.on('pause', follow)
  sent.observer.on('resume', follow)
  sent.observer.once('close', () => media.close())
  media.observer.once('close', () => sent.close())
  if (sent.producerPaused !== paused) follow()
  if (sent.closed) media.close()
  return media
}
