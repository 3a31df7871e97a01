import { VisavisError } from '@visavis/protocol'
import type { types } from 'mediasoup'
import type { MediaWorker } from '../media-worker.ts'
import { orRefuse } from '../refusal.ts'

/** Between two workers of this node, for both directions. */
export interface LocalPipe {
  endAt(worker: MediaWorker): types.PipeTransport
  close(): void
}

export async function openLocalPipe(
  workers: readonly [MediaWorker, MediaWorker],
  onEnded: () => void,
): Promise<LocalPipe> {
  const [one, other] = await openEnds(workers)
  const close = () => {
    one.close()
    other.close()
  }
  for (const end of [one, other]) {
    end.observer.once('close', () => {
      close()
      onEnded()
    })
  }
  try {
    await Promise.all([join(one, other), join(other, one)])
  } catch (error) {
    close()
    throw error
  }
  if (one.closed || other.closed) throw new VisavisError('media-unavailable')
  return { endAt: (worker) => (worker === workers[0] ? one : other), close }
}

/** Both, or none. */
async function openEnds(
  workers: readonly [MediaWorker, MediaWorker],
): Promise<[types.PipeTransport, types.PipeTransport]> {
  const ends = [openEnd(workers[0]), openEnd(workers[1])] as const
  try {
    return await Promise.all(ends)
  } catch (error) {
    for (const end of ends) end.then((opened) => opened.close()).catch(() => {})
    throw error
  }
}

/** Never leaves the machine, so it needs no encryption. */
function openEnd({ router }: MediaWorker): Promise<types.PipeTransport> {
  const listenInfo = { protocol: 'udp', ip: '127.0.0.1' } as const
  return orRefuse(router.createPipeTransport({ listenInfo, enableRtx: true }))
}

function join(from: types.PipeTransport, { tuple }: types.PipeTransport): Promise<void> {
  return orRefuse(from.connect({ ip: tuple.localIp, port: tuple.localPort }))
}
