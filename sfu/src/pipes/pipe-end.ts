import { type PipeEnd, VisavisError } from '@visavis/protocol'
import type { types } from 'mediasoup'
import type { MediaWorker } from '../media-worker.ts'
import { isOutOfPorts, orRefuse } from '../refusal.ts'

const SUITE = 'AEAD_AES_256_GCM'

/** Where pipes between nodes begin and end. Private: browsers never see it. */
export interface PipeListen {
  readonly ip: string
  /** What other nodes are told to send to, where it is not `ip`. */
  readonly announcedAddress?: string | undefined
  /** Any free ports without it. */
  readonly ports?: { readonly min: number; readonly max: number } | undefined
  onExhausted?(): void
}

/** An end towards another node: encrypted, since anybody may sit between hosts. */
export async function openPipeEnd(
  { router }: MediaWorker,
  { ip, announcedAddress, ports, onExhausted }: PipeListen,
): Promise<types.PipeTransport> {
  try {
    return await router.createPipeTransport({
      listenInfo: {
        protocol: 'udp',
        ip,
        ...(announcedAddress && { announcedAddress }),
        ...(ports && { portRange: ports }),
      },
      enableRtx: true,
      enableSrtp: true,
    })
  } catch (cause) {
    if (isOutOfPorts(cause)) onExhausted?.()
    throw new VisavisError('media-unavailable', { detail: 'No end of a pipe can be made.', cause })
  }
}

export function describeEnd({ tuple, srtpParameters }: types.PipeTransport): PipeEnd {
  if (!srtpParameters) throw new Error('A pipe without encryption')
  const { keyBase64 } = srtpParameters
  const srtp = { cryptoSuite: SUITE, keyBase64 } as const
  return { address: tuple.localAddress, port: tuple.localPort, srtp }
}

export async function connectEnd(
  transport: types.PipeTransport,
  { address, port, srtp }: PipeEnd,
): Promise<void> {
  await orRefuse(transport.connect({ ip: address, port, srtpParameters: srtp }))
}
