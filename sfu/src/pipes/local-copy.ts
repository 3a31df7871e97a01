import { VisavisError } from '@visavis/protocol'
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
  try {
    const sent = await orRefuse(pipe.value.endAt(from).consume({ producerId: original.id }))
    const { kind, rtpParameters, producerPaused: paused } = sent
    const media = await orRefuse(pipe.value.endAt(to).produce({ kind, rtpParameters, paused }))
    sent.observer.once('close', () => media.close())
    sent.observer.on('pause', () => void media.pause().catch(() => {}))
    sent.observer.on('resume', () => void media.resume().catch(() => {}))
    media.observer.once('close', () => {
      sent.close()
      pipe.release()
      onEnded()
    })
    if (sent.closed) media.close()
    if (media.closed) throw new VisavisError('not-found')
    return { media, kind, scope: async () => transport.scope }
  } catch (error) {
    pipe.release()
    throw error
  }
}
