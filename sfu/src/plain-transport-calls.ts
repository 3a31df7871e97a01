import { type SfuParams, type SfuResult, VisavisError } from '@visavis/protocol'
import type { types } from 'mediasoup'
import { isLoopback } from './control/is-loopback.ts'
import { isPrivateAddress } from './is-private-address.ts'
import type { MediaWorker } from './media-worker.ts'
import type { CallHandlers, NodeContext } from './node-context.ts'
import { orRefuse } from './refusal.ts'
import { createTransport } from './transport-calls.ts'

const SUITE = 'AEAD_AES_128_GCM'

type PlainTransportCall = 'transport.create-plain'

export function plainTransportCalls(context: NodeContext): Pick<CallHandlers, PlainTransportCall> {
  return {
    'transport.create-plain': async (params, caller) => {
      if (!params.srtp && !isPrivateAddress(params.address)) {
        throw new VisavisError('forbidden', {
          detail: 'Media leaves private networks as SRTP only.',
        })
      }
      const { transport, worker, session, scope } = params
      const { media } = await createTransport(
        context,
        { transport, worker, session, scope },
        { caller, open: (on) => openTransport(on, params) },
      )
      return addressOf(media)
    },
  }
}

async function openTransport(
  { router, listenIp }: MediaWorker,
  { address, port, srtp }: SfuParams<'transport.create-plain'>,
): Promise<types.PlainTransport> {
  const media = await orRefuse(
    router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: isLoopback(address) ? address : listenIp },
      rtcpMux: true,
      // Media goes where signaling says, never to whoever sends first.
      comedia: false,
      enableSrtp: srtp !== undefined,
      srtpCryptoSuite: SUITE,
    }),
  )
  try {
    await orRefuse(media.connect({ ip: address, port, ...(srtp && { srtpParameters: srtp }) }))
    return media
  } catch (error) {
    media.close()
    throw error
  }
}

function addressOf({
  tuple,
  srtpParameters,
}: types.PlainTransport): SfuResult<'transport.create-plain'> {
  return {
    address: tuple.localAddress,
    port: tuple.localPort,
    ...(srtpParameters && { srtp: { cryptoSuite: SUITE, keyBase64: srtpParameters.keyBase64 } }),
  }
}
