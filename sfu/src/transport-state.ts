import type { SfuNoticeParams } from '@visavis/protocol'
import type { types } from 'mediasoup'

export type TransportState = 'new' | SfuNoticeParams<'transport.state'>['state']

/** One word for ICE and DTLS together. DTLS never comes back; ICE may. */
export function transportState(ice: types.IceState, dtls: types.DtlsState): TransportState {
  if (dtls === 'failed' || dtls === 'closed' || ice === 'closed') return 'failed'
  if (ice === 'disconnected') return 'disconnected'
  if (ice !== 'new' && dtls === 'connected') return 'connected'
  return 'new'
}
