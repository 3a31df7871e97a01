import type { PeerView } from './call-view.ts'
import type { Translator } from './translator.ts'

/** Who somebody is who may have no name. */
export function peerName(peer: PeerView | null, t: Translator): string {
  return peer?.name ?? t(peer?.role === 'shopper' ? 'call.customer' : 'call.advisor')
}
