import type { Session } from '../sessions/session.ts'
import { type BoundMethod, bindMethod } from '../socket/bound-method.ts'
import type { StillsOfRooms } from './stills-of-rooms.ts'

/** None of them waits for anything: on a weak network they may not queue behind what does. */
export function stillMethods(rooms: StillsOfRooms): BoundMethod[] {
  function placeOf(session: Session) {
    const { hub, participant } = session.demandMembership()
    return { stills: rooms.of(hub), participant }
  }
  return [
    bindMethod('network.report', 'free', async (session, report) => {
      const { stills, participant } = placeOf(session)
      stills.report(participant, report)
      return {}
    }),
    bindMethod('still.publish', 'free', async (session, piece) => {
      const { stills, participant } = placeOf(session)
      stills.publish(participant, piece)
      return {}
    }),
    bindMethod('still.read', 'free', async (session, place) => {
      const { stills, participant } = placeOf(session)
      return stills.read(participant, place)
    }),
  ]
}
