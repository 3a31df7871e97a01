import type { MediaOffer, RtpCapabilities, TrackState } from '@visavis/protocol'
import type { SessionMedia } from '../media/session-media.ts'
import type { Session } from '../sessions/session.ts'

export interface MediaRequest {
  readonly worker: string
  readonly rtpCapabilities: RtpCapabilities | undefined
  readonly tracks: readonly TrackState[]
}

/** Nothing for who may neither send nor receive, or prepared nothing and did not say what the device can. */
export async function openMedia(
  { grants }: Session,
  media: SessionMedia,
  { worker, rtpCapabilities, tracks }: MediaRequest,
): Promise<MediaOffer | undefined> {
  if (!rtpCapabilities && !media.preparedOn) return undefined
  if (!(grants.canPublish || grants.canSubscribe)) return undefined
  return media.open({ worker, rtpCapabilities, grants, tracks })
}
