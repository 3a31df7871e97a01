import type { NewEvent } from '@visavis/protocol'
import { trackEvents } from '../media/announce.ts'
import { mayPublish } from '../media/may-publish.ts'
import type { Announcement, OwnTrack } from '../media/session-media.ts'
import type { Session } from '../sessions/session.ts'
import type { Membership } from './membership.ts'
import { type LeaveReason, planLeave } from './plans.ts'
import { unlessOver } from './unless-over.ts'

/** Somebody's place in a room. */
export type Seat = Pick<Membership, 'hub' | 'participant'>

/** Tells the room that the participant's socket is back. */
export async function reconnect({ hub, participant }: Seat): Promise<void> {
  await unlessOver(
    hub.decide((state) =>
      state.participants[participant]?.presence === 'disconnected'
        ? [{ type: 'participant-reconnected', actor: participant, body: { participant } }]
        : [],
    ),
  )
}

/** Tells the room that the participant's socket is gone. */
export async function disconnect({ hub, participant }: Seat): Promise<void> {
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

/** Tells the room that the participant's tracks are gone, as far as they are: what another process had is not known here. */
export async function unpublishLost({ hub, participant, media }: Membership): Promise<void> {
  await unlessOver(
    hub.decide(({ tracks }) => {
      const kept = new Set(media.announced.map(({ id }) => id))
      return Object.values(tracks)
        .filter((track) => track.participant === participant && !kept.has(track.id))
        .map(({ id: track }) => ({
          type: 'track-unpublished',
          actor: participant,
          body: { track },
        }))
    }),
  )
}

/** Tells the room what is sent over prepared media, as far as that is still there. */
export async function announcePrepared(
  { hub, participant, media }: Membership,
  announcements: readonly Announcement[],
): Promise<void> {
  const ready = announcements.filter(({ track }) => media.isReady(track))
  if (ready.length === 0) return
  await unlessOver(hub.append(trackEvents(media, participant, ready)))
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
