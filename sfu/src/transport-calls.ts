import { type SfuParams, VisavisError } from '@visavis/protocol'
import type { types } from 'mediasoup'
import { followAddress } from './follow-address.ts'
import type { MediaWorker } from './media-worker.ts'
import type { CallHandlers, NodeContext } from './node-context.ts'
import type { NodeConsumer, NodeTransport } from './node-state.ts'
import { onceClosed } from './once-closed.ts'
import { leaveRoomForPictures } from './outgoing-bitrate.ts'
import { orRefuse } from './refusal.ts'
import { type TransportState, transportState } from './transport-state.ts'

const TRANSPORT_OPTIONS = {
  enableUdp: true,
  enableTcp: true,
  // TCP is for networks that swallow UDP: it queues behind what was lost.
  preferUdp: true,
  enableSctp: false,
  // mediasoup's 600 kbps keep the sharpest simulcast layer away for the first seconds; much more floods
  // a phone before its bandwidth has been measured.
  initialAvailableOutgoingBitrate: 1_000_000,
  // Browsers renew consent every few seconds. Lower mistakes a tunnel for a hang-up; higher than the
  // 30 s for which signaling keeps a lost participant would tell it too late.
  iceConsentTimeout: 20,
} as const satisfies Partial<types.WebRtcTransportOptions>

type TransportCall =
  | 'transport.create'
  | 'transport.place'
  | 'transport.connect'
  | 'transport.restart-ice'
  | 'transport.close'

export function transportCalls(context: NodeContext): Pick<CallHandlers, TransportCall> {
  const { transports } = context.state
  return {
    'transport.create': async (params, caller) => {
      const { media } = await createTransport(context, params, { caller, open: openTransport })
      const { iceParameters, iceCandidates, dtlsParameters } = media
      return { iceParameters, iceCandidates, dtlsParameters }
    },
    'transport.place': async ({ transport: id, scope }) => {
      const transport = await transports.get(id)
      if (transport.scope !== undefined) {
        throw new VisavisError('forbidden', { detail: 'The transport has a scope.' })
      }
      transport.scope = scope
      return {}
    },
    'transport.connect': async ({ transport, dtlsParameters }) => {
      const media = webRtc(await transports.get(transport))
      await orRefuse(media.connect({ dtlsParameters }))
      return {}
    },
    'transport.restart-ice': async ({ transport }) => {
      const media = webRtc(await transports.get(transport))
      return { iceParameters: await orRefuse(media.restartIce()) }
    },
    'transport.close': async ({ transport }) => {
      const { media } = await transports.get(transport)
      media.close()
      return {}
    },
  }
}

/** Takes the ids, opens the transport on its worker, and follows it to its end. */
export async function createTransport<M extends NodeTransport['media']>(
  context: NodeContext,
  params: SfuParams<'transport.create'>,
  { caller, open }: { caller: string; open: (worker: MediaWorker) => Promise<M> },
): Promise<{ media: M }> {
  const { transport: id, session, scope, epoch = 1, label } = params
  const worker = context.findWorker(params.worker)
  if (!worker) throw new VisavisError('media-unavailable', { detail: 'No such worker.' })
  context.status.admit(worker)
  const { transports, sessions } = context.state
  if (transports.has(id)) throw new VisavisError('id-in-use')
  sessions.add(session, id, { caller, epoch })
  try {
    const made = open(worker)
    await transports.make(id, session, async () => {
      const named = { id, session, scope, worker, media: await made, label }
      const transport = { ...named, slots: 0, pictures: new Set<NodeConsumer>(), isLimited: false }
      follow(context, transport)
      return transport
    })
    return { media: await made }
  } catch (error) {
    sessions.delete(session, id)
    throw error
  }
}

function webRtc({ media }: NodeTransport): types.WebRtcTransport {
  if ('iceState' in media) return media
  throw new VisavisError('media-refused', { detail: 'The transport is a plain one.' })
}

async function openTransport({ router, server }: MediaWorker): Promise<types.WebRtcTransport> {
  const transport = await orRefuse(
    router.createWebRtcTransport({ ...TRANSPORT_OPTIONS, webRtcServer: server }),
  )
  void leaveRoomForPictures(transport)
  return transport
}

function follow(context: NodeContext, transport: NodeTransport): void {
  const { state } = context
  const { id, session, worker, media } = transport
  if ('iceState' in media) report(context, transport, media)
  onceClosed(media, () => {
    state.transports.delete(id)
    state.sessions.delete(session, id)
    if (worker.process.died) state.lose(transport)
  })
}

function report(
  { state, notify }: NodeContext,
  transport: NodeTransport,
  media: types.WebRtcTransport,
): void {
  const { id, session } = transport
  let last: TransportState = 'new'
  const tell = () => {
    const now = transportState(media.iceState, media.dtlsState)
    if (now === last || now === 'new' || media.closed) return
    last = now
    notify({ notice: 'transport.state', params: { transport: id, session, state: now } })
  }
  followAddress(state, transport, media)
  media.on('icestatechange', tell)
  media.on('dtlsstatechange', tell)
}
