import { maskPersonal, type RoomEvent } from '@visavis/protocol'
import type { Session } from '../sessions/session.ts'

/**
 * Events as this session may see them: to all but shoppers, what is personal in the others' messages is masked. The same array
 * where nothing is.
 */
export function seenBy(session: Session, events: readonly RoomEvent[]): readonly RoomEvent[] {
  const { role } = session.claims
  if (role === 'shopper' || role === 'recorder') return events
  const seen = events.map((event) => maskedFor(session, event))
  return seen.some((event, index) => event !== events[index]) ? seen : events
}

function maskedFor({ person }: Session, event: RoomEvent): RoomEvent {
  if (event.type !== 'message-posted' || event.body.person === person) return event
  const { text } = event.body
  const masked = text && maskPersonal(text)
  return masked === text
    ? event
    : { ...event, body: { ...event.body, text: masked, isMasked: true } }
}
