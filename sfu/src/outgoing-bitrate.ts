import type { types } from 'mediasoup'
import type { NodeTransport } from './node-state.ts'

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
 * from the voice. Asked again whenever pictures come, go, are held or let go. Never rejects: what is gone needs no limit.
 */
export async function limitProbes(transport: NodeTransport): Promise<void> {
  const { media, pictures } = transport
  const isLimited = pictures.size > 0 && [...pictures].every(({ isHeld }) => isHeld)
  if (media.closed || isLimited === transport.isLimited) return
  transport.isLimited = isLimited
  // Without a wait between: what is decided next comes next.
  await Promise.all(isLimited ? limit(media) : release(media)).catch(() => {})
}

/** The worker refuses a most that is less than the least. */
function limit(media: NodeTransport['media']): Promise<void>[] {
  return [media.setMinOutgoingBitrate(UNLIMITED), media.setMaxOutgoingBitrate(LEAST_BPS)]
}

function release(media: NodeTransport['media']): Promise<void>[] {
  return [
    media.setMaxOutgoingBitrate(UNLIMITED),
    media.setMinOutgoingBitrate(LEAST_FOR_PICTURES_BPS),
  ]
}
