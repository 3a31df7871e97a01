import type { NewEvent } from '@visavis/protocol'
import { mayPublish } from '../media/may-publish.ts'
import type { OwnTrack } from '../media/session-media.ts'
import type { Session } from '../sessions/session.ts'
import type { Membership } from './membership.ts'
import { type LeaveReason, planLeave } from './plans.ts'
import { unlessOver } from './unless-over.ts'

/** Tells the room that the participant's socket is back. */
export async function reconnect({ hub, participant }: Membership): Promise<void> {
  await unlessOver(
    hub.decide((state) =>
      state.participants[participant]?.presence === 'disconnected'
        ? [{ type: 'participant-reconnected', actor: participant, body: { participant } }]
        : [],
    ),
  )
}

/** Tells the room that the participant's socket is gone. */
export async function disconnect({ hub, participant }: Membership): Promise<void> {
  await unlessOver(
    hub.decide((state) =>
      state.participants[participant]?.presence === 'connected'
        ? [{ type: 'participant-disconnected', actor: 'system', body: { participant } }]
        : [],
    ),
  )
}

/** Tells the room that tracks are gone which the media node has no more. */
export async function unpublish(
  { hub, participant }: Membership,
  tracks: readonly OwnTrack[],
): Promise<void> {
  if (tracks.length === 0) return
  await hub.append(
    tracks.map(({ id: track }): NewEvent => {
      return { type: 'track-unpublished', actor: participant, body: { track } }
    }),
  )
}

/** Ends what the session's token does not grant any more. */
export async function applyGrants(session: Session): Promise<void> {
  const { membership, grants } = session
  if (!membership) return
  const withdrawn = membership.media.announced.filter(({ source }) => !mayPublish(grants, source))
  for (const { id } of withdrawn) await membership.media.unpublish(id)
  await unpublish(membership, withdrawn)
  await membership.receive()
}

/** Gives up the session's place, and the room's life with it where it was the last that counted. */
export async function leave(session: Session, reason: LeaveReason): Promise<void> {
  const { membership } = session
  if (!membership) return
  const { hub, participant } = membership
  try {
    await unlessOver(hub.decide((state) => planLeave(state, participant, reason)))
  } finally {
    session.place = { kind: 'outside', room: hub.room, participant, by: 'person' }
    membership.close()
  }
}
