import { setTimeout as delay } from 'node:timers/promises'
import type { EventType, RoomEvent } from '@visavis/protocol'
import type { Logger } from 'pino'
import type { TicketRecord, TicketStore } from '../ports.ts'
import type { RoomHub } from '../rooms/room-hub.ts'
import type { Queue } from './queue.ts'
import { ticketRecord } from './ticket-record.ts'

const ATTEMPTS = 30
const PAUSE_MS = 1_000

const STATUS_CHANGES: ReadonlySet<EventType> = new Set([
  'ticket-opened',
  'ticket-accepted',
  'ticket-closed',
])

/** After these a waiting ticket is shown or not. */
const PRESENCE_CHANGES: ReadonlySet<EventType> = new Set([
  'participant-disconnected',
  'participant-reconnected',
])

interface TicketFollowers {
  readonly tickets: TicketStore
  readonly queue: Queue
  readonly logger: Logger
}

/**
 * Tickets are what the logs of their rooms say: they end with the room, and are out of sight while the shopper is. Whoever
 * follows a room writes that, so that nothing is lost with a process that died before it did.
 */
export function followTickets({ tickets, queue, logger }: TicketFollowers) {
  return (hub: RoomHub, events: readonly RoomEvent[]) => {
    const record = ticketRecord(hub)
    if (!record) return
    const isWaiting = record.status === 'waiting'
    const isNews = events.some(
      ({ type }) => STATUS_CHANGES.has(type) || (isWaiting && PRESENCE_CHANGES.has(type)),
    )
    if (!isNews) return
    put(tickets, record)
      .then((isNewer) => isNewer && queue.changed(hub.tenant))
      .catch((err) => logger.error({ err, room: hub.room }, 'following a ticket failed'))
  }
}

/** A database that is away is waited for: nobody may come by again. What is older by then changes nothing. */
async function put(tickets: TicketStore, record: TicketRecord): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tickets.put(record)
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
      await delay(PAUSE_MS, undefined, { ref: false })
    }
  }
}
