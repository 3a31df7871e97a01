import type { NewEvent, ParticipantId, TrackId } from '@visavis/protocol'
import type { RoomHub } from './room-hub.ts'
import { unlessOver } from './unless-over.ts'

/** Tells the room, once for each track, that somebody's device does not know its codec. */
export async function refuseTracks(
  hub: RoomHub,
  participant: ParticipantId,
  refused: readonly TrackId[],
): Promise<void> {
  await unlessOver(
    hub.decide(({ tracks }) => {
      const news = refused.filter((track) => tracks[track] && !tracks[track].refused)
      return news.map((track): NewEvent => {
        return { type: 'track-refused', actor: participant, body: { track, participant } }
      })
    }),
  )
}
