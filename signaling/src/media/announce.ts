import type { NewEvent, ParticipantId, TrackId } from '@visavis/protocol'
import type { Announcement, SessionMedia } from './session-media.ts'

/** What the room is told of tracks that have been replaced, or not in time. */
export function goneEvents(
  tracks: readonly TrackId[],
  actor: ParticipantId,
): NewEvent<'track-unpublished'>[] {
  return tracks.map((track) => ({ type: 'track-unpublished', actor, body: { track } }))
}

/** What the room is told of tracks that were prepared. They count as told of from now on. Throws `not-found`. */
export function trackEvents(
  media: SessionMedia,
  participant: ParticipantId,
  announcements: readonly Announcement[],
): NewEvent<'track-published'>[] {
  const muted = new Map(announcements.map((one) => [one.track, one.muted ?? false]))
  return media
    .announce(announcements)
    .map(({ id: track, kind, source }): NewEvent<'track-published'> => {
      const body = { track, participant, kind, source, muted: muted.get(track) ?? false }
      return { type: 'track-published', actor: participant, body }
    })
}
