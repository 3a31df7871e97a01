import { whenFlowing } from '../media/when-flowing.ts'
import type { Room } from '../room/room.ts'
import type { RemoteTrack } from '../tracks.ts'

/** From the first packet of a picture until it is decoded and painted, where nobody says that it is. */
const PAINT_MS = 150

/** Longer lets the advisor's picture come first on slower machines; shorter opens one's own camera sooner. */
const PATIENCE_MS = 700

/** Resolves when somebody else's picture shows, or when `patienceMs` have passed without one. */
export function firstPicture(
  room: Pick<Room, 'on' | 'remoteTracks'>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer)
      stopWatching()
      resolve()
    }
    const noteFlow = () => setTimeout(settle, PAINT_MS)
    const watch = ({ kind, track }: RemoteTrack) => {
      if (kind === 'video') whenFlowing(track, noteFlow)
    }
    const timer = setTimeout(settle, patienceMs)
    const stops = [room.on('track', watch), room.on('timing', () => settle())]
    const stopWatching = () => {
      for (const stop of stops) stop()
    }
    for (const remote of room.remoteTracks.values()) watch(remote)
  })
}
