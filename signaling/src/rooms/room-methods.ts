import { type Params, type Result, type RoomId, VisavisError } from '@visavis/protocol'
import type { RoomLog } from '../room-log/room-log.ts'
import type { Session } from '../sessions/session.ts'
import { type BoundMethod, bindMethod } from '../socket/bound-method.ts'
import type { Entrance } from './entrance.ts'
import { takePage } from './event-page.ts'
import { leave } from './presence.ts'
import { seenBy } from './seen-by.ts'

export interface RoomMethodsOptions {
  readonly entrance: Entrance
  readonly log: RoomLog
  onTimed(timing: Params<'room.report-timing'>): void
}

export function roomMethods({ entrance, log, onTimed }: RoomMethodsOptions): BoundMethod[] {
  return [
    bindMethod('room.join', 'exclusive', (session, params, reply) =>
      entrance.join(session, params, reply),
    ),
    bindMethod('room.leave', 'exclusive', async (session) => {
      session.demandMembership()
      await leave(session, 'left')
      await entrance.giveUpSeat(session)
      return {}
    }),
    bindMethod('room.read', 'shared', (session, { after }) => read(log, session, after)),
    bindMethod('room.report-timing', 'shared', async (session, timing) => {
      const membership = session.demandMembership()
      // A second report, or one that was sent again, says nothing new.
      if (!membership.takeTiming()) return {}
      const { hub, participant } = membership
      const body = { participant, ...timing }
      await hub.append([{ type: 'connection-timed', actor: participant, body }])
      onTimed(timing)
      return {}
    }),
    bindMethod('message.post', 'shared', postMessage),
    bindMethod('message.unmask', 'shared', unmask),
  ]
}

/** Of the room that the session is in, or was in last. */
async function read(log: RoomLog, session: Session, after: number): Promise<Result<'room.read'>> {
  const { tenant } = session
  const room = readableRoom(session)
  const row = await log.room(tenant, room)
  if (!row) throw new VisavisError('not-found')
  const events = seenBy(session, takePage(await log.read({ tenant, room, after })))
  return { events: [...events], head: row.head }
}

function readableRoom({ place }: Session): RoomId {
  switch (place.kind) {
    case 'inside':
      return place.membership.hub.room
    case 'outside':
      return place.room
    case 'nowhere':
      throw new VisavisError('not-in-room')
  }
}

/** The text is answered only when the log has who looked. */
async function unmask(
  session: Session,
  { message }: Params<'message.unmask'>,
): Promise<Result<'message.unmask'>> {
  if (!session.grants.personalDataRead) throw new VisavisError('forbidden')
  const { hub, participant } = session.demandMembership()
  const found = hub.state.messages.find(({ id }) => id === message)
  if (!found) throw new VisavisError('not-found')
  const body = { message, participant }
  const key = `unmask/${participant}/${message}`
  await hub.append([{ type: 'message-unmasked', actor: participant, body }], key)
  return { text: found.text }
}

async function postMessage(
  session: Session,
  { message, text }: Params<'message.post'>,
): Promise<Result<'message.post'>> {
  if (!session.grants.canPublishData) throw new VisavisError('forbidden')
  const { hub, participant } = session.demandMembership()
  const body = { message, participant, person: session.person, text }
  // Ids are their senders' own, so one participant's cannot stand in the way of another's.
  const key = `${participant}/${message}`
  const [event] = await hub.append([{ type: 'message-posted', actor: participant, body }], key)
  if (!event) throw new Error('A message was appended without an event')
  return { seq: event.seq, at: event.at }
}
