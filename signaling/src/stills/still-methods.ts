import { VisavisError } from '@visavis/protocol'
import type { Session } from '../sessions/session.ts'
import { type BoundMethod, bindMethod } from '../socket/bound-method.ts'
import { TokenBucket } from '../socket/token-bucket.ts'
import type { StillsOfRooms } from './stills-of-rooms.ts'

/** Each may change what everybody else sends and is told. A network is not judged more often than twice a second. */
const REPORTS = { perSecond: 2, burst: 20 }

/** None of them waits for anything: on a weak network they may not queue behind what does. */
export function stillMethods(rooms: StillsOfRooms): BoundMethod[] {
  const rates = new WeakMap<Session, TokenBucket>()
  function demandRate(session: Session): void {
    const rate = rates.get(session) ?? new TokenBucket(REPORTS, Date.now())
    rates.set(session, rate)
    if (!rate.take(Date.now())) throw new VisavisError('rate-limited')
  }
  function placeOf(session: Session) {
    const { hub, participant } = session.demandMembership()
    return { stills: rooms.of(hub), participant }
  }
  return [
    bindMethod('network.report', 'free', async (session, report) => {
      const { stills, participant } = placeOf(session)
      demandRate(session)
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
