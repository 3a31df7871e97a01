import type { MediaOffer, RtpCapabilities, TrackState } from '@visavis/protocol'
import type { SessionMedia } from '../media/session-media.ts'
import type { Session } from '../sessions/session.ts'

export interface MediaRequest {
  readonly worker: string
  readonly rtpCapabilities: RtpCapabilities | undefined
  readonly tracks: readonly TrackState[]
}

/** Not who may neither send nor receive, or prepared nothing and did not say what the device can. */
export function wantsMedia(
  { grants }: Session,
  media: SessionMedia,
  rtpCapabilities: RtpCapabilities | undefined,
): boolean {
  if (!rtpCapabilities && !media.preparedOn) return false
  return Boolean(grants.canPublish || grants.canSubscribe)
}

/** Nothing for who wants none. */
export async function openMedia(
  session: Session,
  media: SessionMedia,
  { worker, rtpCapabilities, tracks }: MediaRequest,
): Promise<MediaOffer | undefined> {
  if (!wantsMedia(session, media, rtpCapabilities)) return undefined
  return media.open({ worker, rtpCapabilities, grants: session.grants, tracks })
}
