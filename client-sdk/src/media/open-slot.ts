import type { SlotOffer } from '@visavis/protocol/browser'
import type { types } from 'mediasoup-client'

/** The server fills the slots with the tracks of one person. */
const SLOTS_GROUP = 'slots'

/** A place for what will come. Without an SSRC, so that it is known by its place alone: each track has another. */
export function openSlot(
  transport: types.Transport,
  { slot, kind, rtpParameters }: SlotOffer,
): Promise<types.Consumer> {
  return transport.consume({
    id: slot,
    producerId: slot,
    kind,
    rtpParameters: { ...(rtpParameters as types.RtpParameters), encodings: [{}] },
    streamId: SLOTS_GROUP,
  })
}
