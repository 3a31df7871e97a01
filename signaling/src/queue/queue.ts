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
  /** What the desks of a tenant were told last, unless that nobody waits. */
  readonly #told = new Map<TenantId, readonly NewTicket[]>()
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

  /** Tells one desk what its answer may have missed. */
  async tell(session: Session): Promise<void> {
    session.notify('queue.changed', { tickets: await this.waiting(session.tenant) })
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

  /** Rings at once: one more ticket than the desks know of. What changed beside it follows. */
  ring(ticket: NewTicket): void {
    const { tenant } = ticket
    const others = (this.#told.get(tenant) ?? []).filter(({ id }) => id !== ticket.id)
    this.#send(tenant, [...others, ticket].sort(byTurn).slice(0, SHOWN_TICKETS))
    this.changed(tenant)
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
    const tickets = await this.#present(tenant)
    if (!isSame(this.#told.get(tenant), tickets)) this.#send(tenant, tickets)
  }

  #send(tenant: TenantId, tickets: readonly NewTicket[]): void {
    if (tickets.length > 0) this.#told.set(tenant, tickets)
    else this.#told.delete(tenant)
    const text = notificationText('queue.changed', { tickets: tickets.map(asQueued) })
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

/** As the store sorts them. */
function byTurn(one: NewTicket, other: NewTicket): number {
  return (
    other.priority - one.priority || one.openedAt - other.openedAt || (one.id < other.id ? -1 : 1)
  )
}

function isSame(told: readonly NewTicket[] = [], tickets: readonly NewTicket[]): boolean {
  return (
    told.length > 0 &&
    told.length === tickets.length &&
    told.every(({ id }, index) => id === tickets[index]?.id)
  )
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
