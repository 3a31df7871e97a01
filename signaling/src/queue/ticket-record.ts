import { presentParticipants } from '@visavis/protocol'
import type { TicketRecord } from '../ports.ts'
import type { RoomHub } from '../rooms/room-hub.ts'

/** Everybody alike, until tokens say who goes first. */
const PRIORITY = 0

/** `undefined` where the room has none. */
export function ticketRecord({ tenant, room, state }: RoomHub): TicketRecord | undefined {
  if (!state.ticket) return undefined
  const { id, locale, product, openedAt, status } = state.ticket
  return {
    ticket: { id, tenant, room, locale, product, priority: PRIORITY, openedAt },
    status,
    isAway: presentParticipants(state).every(({ presence }) => presence === 'disconnected'),
    seq: state.seq,
  }
}
