import type { Availability, QueuedTicket, RoomId, TenantId } from '@visavis/protocol'
import type { Logger } from 'pino'
import type { NewTicket, TicketStore } from '../ports.ts'
import type { Session } from '../sessions/session.ts'
import { notificationText } from '../socket/frames.ts'

/** Tickets shown to a desk. The rest move up as these are taken. */
const SHOWN_TICKETS = 100

/** A desk whose socket blinks is back within seconds: longer, and nobody is there to answer. */
const BLINK_MS = 5_000

export interface QueueOptions {
  readonly tickets: TicketStore
  readonly logger: Logger
  /** Whether whoever waits in the room has lost the connection. */
  isAway(tenant: TenantId, room: RoomId): boolean
}

/** Who waits and who serves, tenant by tenant. */
export class Queue {
  readonly #tickets: TicketStore
  readonly #logger: Logger
  readonly #isAway: QueueOptions['isAway']
  readonly #changed = new Set<TenantId>()
  /** Advisors' sessions; those that ended are dropped when met. */
  readonly #desks = new Set<Session>()

  constructor({ tickets, logger, isAway }: QueueOptions) {
    this.#tickets = tickets
    this.#logger = logger
    this.#isAway = isAway
  }

  watch(session: Session): void {
    session.watchesQueue = true
    this.#desks.add(session)
  }

  async waiting(tenant: TenantId): Promise<QueuedTicket[]> {
    return (await this.#present(tenant)).map(asQueued)
  }

  async availability(tenant: TenantId): Promise<Availability> {
    const { length: waiting } = await this.#present(tenant)
    const desks = this.#desksOf(tenant)
    const advisors = desks.filter(({ takesCalls, awayMs }) => takesCalls && awayMs < BLINK_MS)
    const free = advisors.filter(({ membership }) => !membership)
    if (free.length > waiting) return { state: 'available', waiting }
    return { state: advisors.length > 0 ? 'busy' : 'offline', waiting }
  }

  /** Who may answer the next ticket. */
  freeDesks(tenant: TenantId): Session[] {
    return this.#desksOf(tenant).filter(({ takesCalls, membership }) => takesCalls && !membership)
  }

  /** Tells the tenant's desks, once for all changes of one tick. */
  changed(tenant: TenantId): void {
    if (this.#changed.size === 0) setImmediate(() => this.#tellAll())
    this.#changed.add(tenant)
  }

  /** Who closed the page keeps the ticket for the resume window, but nobody is offered an empty room. */
  async #present(tenant: TenantId): Promise<NewTicket[]> {
    const tickets = await this.#tickets.waiting(tenant, SHOWN_TICKETS)
    return tickets.filter(({ room }) => !this.#isAway(tenant, room))
  }

  #tellAll(): void {
    const tenants = [...this.#changed]
    this.#changed.clear()
    for (const tenant of tenants) {
      this.#tell(tenant).catch((err) => this.#logger.error({ err }, 'telling of the queue failed'))
    }
  }

  async #tell(tenant: TenantId): Promise<void> {
    if (!this.#desksOf(tenant).some(({ channel }) => channel)) return
    const text = notificationText('queue.changed', { tickets: await this.waiting(tenant) })
    for (const { channel } of this.#desksOf(tenant)) channel?.sendText(text)
  }

  /** Those who watch the queue. Without a channel they cannot be reached just now. */
  #desksOf(tenant: TenantId): Session[] {
    for (const desk of this.#desks) {
      if (desk.ended || !desk.watchesQueue) this.#desks.delete(desk)
    }
    return [...this.#desks].filter((desk) => desk.tenant === tenant)
  }
}

function asQueued({ id, room, openedAt, locale, product }: NewTicket): QueuedTicket {
  return {
    ticket: id,
    room,
    openedAt,
    ...(locale !== null && { locale }),
    ...(product !== null && { product }),
  }
}
