import type { types } from 'mediasoup'
import type { NodeState, NodeTransport } from './node-state.ts'
import { orRefuse } from './refusal.ts'

/**
 * What is sent at the least, however bad the estimate: the smallest picture. Below, the picture would
 * stop, and repeats of what was lost would fill the queue for seconds, since they grow old only beside something new. A network
 * that takes less than this and a voice is for the receiver to notice.
 */
const LEAST_FOR_PICTURES_BPS = 60_000
/** The least that mediasoup takes for a limit. */
const LEAST_BPS = 30_000
const UNLIMITED = 0

/** For a transport that is new. Never rejects: without, pictures stop sooner. */
export async function leaveRoomForPictures(media: types.WebRtcTransport): Promise<void> {
  await media.setMinOutgoingBitrate(LEAST_FOR_PICTURES_BPS).catch(() => {})
}

/**
 * While stills come in place of every picture, nothing probes for more room: on a network that is full, probes take it
 * from the voice.
 */
export async function limitProbes(state: NodeState, transport: NodeTransport): Promise<void> {
  const { media } = transport
  const pictures = [...state.consumers.values()].filter(
    (consumer) => consumer.transport === transport && consumer.media.kind === 'video',
  )
  if (pictures.every(({ isHeld }) => isHeld)) {
    await orRefuse(media.setMinOutgoingBitrate(UNLIMITED))
    await orRefuse(media.setMaxOutgoingBitrate(LEAST_BPS))
  } else {
    await orRefuse(media.setMaxOutgoingBitrate(UNLIMITED))
    await orRefuse(media.setMinOutgoingBitrate(LEAST_FOR_PICTURES_BPS))
  }
}
