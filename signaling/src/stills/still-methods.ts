import type { RoomHub } from '../rooms/room-hub.ts'
import type { Session } from '../sessions/session.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { type BoundMethod, bindMethod } from '../socket/bound-method.ts'
import { RoomStills } from './room-stills.ts'

/** None of them waits for anything: on a weak network they may not queue behind what does. */
export function stillMethods(sessions: Sessions): BoundMethod[] {
  const rooms = new WeakMap<RoomHub, RoomStills>()
  function placeOf(session: Session) {
    const { hub, participant } = session.demandMembership()
    const stills = rooms.get(hub) ?? new RoomStills(hub, sessions)
    rooms.set(hub, stills)
    return { stills, participant }
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
