import type { types } from 'mediasoup'
import { ROUTER_CODECS } from './router-codecs.ts'
import { MediaStartError } from './start-error.ts'

export interface ListenOptions {
  listenIp: string
  announcedAddress?: string | undefined
  /** The worker's UDP and TCP port; 0 takes free ones. */
  port: number
}

/** One process, one port pair, one router: all the rooms of a core. */
export interface MediaWorker {
  readonly id: string
  readonly process: types.Worker
  readonly server: types.WebRtcServer
  readonly router: types.Router
  readonly listenIp: string
  /** It does not answer at the moment. */
  isSuspect: boolean
}

/** Turns a bare worker process into one that takes calls. Costs a millisecond or two. */
export async function equipWorker(
  id: string,
  worker: types.Worker,
  listen: ListenOptions,
): Promise<MediaWorker> {
  const [server, router] = await Promise.all([
    openPorts(worker, listen),
    worker.createRouter({ mediaCodecs: ROUTER_CODECS }),
  ])
  return { id, process: worker, server, router, listenIp: listen.listenIp, isSuspect: false }
}

async function openPorts(worker: types.Worker, listen: ListenOptions): Promise<types.WebRtcServer> {
  try {
    return await worker.createWebRtcServer({ listenInfos: listenInfos(listen) })
  } catch (error) {
    throw portError(error, listen)
  }
}

function listenInfos({ listenIp, announcedAddress, port }: ListenOptions) {
  const protocols = ['udp', 'tcp'] as const
  return protocols.map((protocol) => ({
    protocol,
    ip: listenIp,
    port,
    ...(announcedAddress && { announcedAddress }),
  }))
}

function portError(error: unknown, { listenIp, port }: ListenOptions): Error {
  const reason = error instanceof Error ? error.message : String(error)
  if (reason.includes('address already in use')) {
    const message =
      `Media port ${port} on ${listenIp} is in use. ` +
      'Stop what uses it, or set VISAVIS_RTC_PORT to another port.'
    return new MediaStartError('port-in-use', message, error)
  }
  if (reason.includes('address not available')) {
    const message = `${listenIp} is no address of this machine. Set VISAVIS_HOST to one that is.`
    return new MediaStartError('address-unavailable', message, error)
  }
  return new MediaStartError('worker-failed', `Media ports could not be opened: ${reason}`, error)
}
