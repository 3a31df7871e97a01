import { setImmediate as nextTick } from 'node:timers/promises'
import type { PubSub } from '@visavis/cluster'
import type { Availability, QueuedTicket, TenantId } from '@visavis/protocol'
import type { Logger } from 'pino'
import type { NewTicket, TicketStore } from '../ports.ts'
import type { SessionDirectory } from '../sessions/directory/session-directory.ts'
import type { Session } from '../sessions/session.ts'
import { notificationText } from '../socket/frames.ts'
import { QueueNews } from './queue-news.ts'

/** Tickets shown to a desk. The rest move up as these are taken. */
const SHOWN_TICKETS = 100

export interface QueueOptions {
  readonly tickets: TicketStore
  readonly directory: SessionDirectory
  readonly pubSub: PubSub
  readonly logger: Logger
}

/** Who waits and who serves, tenant by tenant. Desks of other processes are told by those. */
export class Queue {
  readonly #tickets: TicketStore
  readonly #logger: Logger
  readonly #directory: SessionDirectory
  readonly #news: QueueNews
  readonly #changed = new Set<TenantId>()
  readonly #telling = new Set<TenantId>()
  /** Desks that are told what is the case, though nothing changed. */
  readonly #asking = new WeakSet<Session>()
  /** What the desks of a tenant were told last, unless that nobody waits. */
  readonly #told = new Map<TenantId, readonly NewTicket[]>()
  /** Advisors' sessions; those that ended are dropped when met. */
  readonly #desks = new Set<Session>()

  constructor({ tickets, logger, directory, pubSub }: QueueOptions) {
    this.#tickets = tickets
    this.#logger = logger
    this.#directory = directory
    this.#news = new QueueNews({
      pubSub,
      instance: directory.instance,
      isShared: directory.isShared,
      watched: () => this.#watched(),
      onRing: (ticket) => this.#ringHere(ticket),
      onChanged: (tenant) => this.#changedHere(tenant),
    })
  }

  watch(session: Session): void {
    session.watchesQueue = true
    this.#desks.add(session)
    this.#news.follow(session.tenant)
  }

  async waiting(tenant: TenantId): Promise<QueuedTicket[]> {
    return (await this.#read(tenant)).map(asQueued)
  }

  /** Tells one desk what its answer may have missed. */
  tell(session: Session): void {
    this.#asking.add(session)
    this.#changedHere(session.tenant)
  }

  async availability(tenant: TenantId): Promise<Availability> {
    const [{ length: waiting }, { taking, free }] = await Promise.all([
      this.#read(tenant),
      this.#directory.desks(tenant),
    ])
    if (free > waiting) return { state: 'available', waiting }
    return { state: taking > 0 ? 'busy' : 'offline', waiting }
  }

  /** Who may answer the next ticket. */
  freeDesks(tenant: TenantId): Session[] {
    return this.#desksOf(tenant).filter(({ takesCalls, membership }) => takesCalls && !membership)
  }

  /** Rings at once: one more ticket than the desks know of. What changed beside it follows. */
  ring(ticket: NewTicket): void {
    this.#ringHere(ticket)
    this.#news.ring(ticket)
  }

  /** Tells the tenant's desks, once for all changes of one tick. */
  changed(tenant: TenantId): void {
    this.#changedHere(tenant)
    this.#news.changed(tenant)
  }

  close(): void {
    this.#news.close()
  }

  #ringHere(ticket: NewTicket): void {
    const { tenant } = ticket
    const others = (this.#told.get(tenant) ?? []).filter(({ id }) => id !== ticket.id)
    const tickets = [...others, ticket].sort(byTurn).slice(0, SHOWN_TICKETS)
    this.#note(tenant, tickets)
    this.#sendTo(this.#desksOf(tenant), tickets)
    this.#changedHere(tenant)
  }

  #changedHere(tenant: TenantId): void {
    this.#changed.add(tenant)
    if (!this.#telling.has(tenant)) void this.#tellWhileChanged(tenant)
  }

  /** Who closed the page keeps the ticket for the resume window, but nobody is offered an empty room. */
  #read(tenant: TenantId): Promise<readonly NewTicket[]> {
    return this.#tickets.waiting(tenant, SHOWN_TICKETS)
  }

  /** Once for all changes of one tick, and one reading at a time: none is told after a newer one. */
  async #tellWhileChanged(tenant: TenantId): Promise<void> {
    this.#telling.add(tenant)
    while (this.#changed.has(tenant)) {
      await nextTick()
      this.#changed.delete(tenant)
      await this.#tell(tenant).catch((err) => {
        this.#logger.error({ err }, 'telling of the queue failed')
      })
    }
    this.#telling.delete(tenant)
  }

  async #tell(tenant: TenantId): Promise<void> {
    if (!this.#desksOf(tenant).some(({ channel }) => channel)) return
    const told = this.#told.get(tenant)
    const tickets = await this.#read(tenant)
    // Rung meanwhile, of which this reading may not know: another follows.
    if (this.#told.get(tenant) !== told) return
    const isNews = !isSame(told, tickets)
    const desks = this.#desksOf(tenant).filter((desk) => this.#asking.delete(desk) || isNews)
    this.#note(tenant, tickets)
    this.#sendTo(desks, tickets)
  }

  #sendTo(desks: readonly Session[], tickets: readonly NewTicket[]): void {
    if (desks.length === 0) return
    const text = notificationText('queue.changed', { tickets: tickets.map(asQueued) })
    for (const { channel } of desks) channel?.sendText(text)
  }

  #note(tenant: TenantId, tickets: readonly NewTicket[]): void {
    if (tickets.length > 0) this.#told.set(tenant, tickets)
    else this.#told.delete(tenant)
  }

  #watched(): TenantId[] {
    return [...new Set([...this.#desks].filter(({ ended }) => !ended).map(({ tenant }) => tenant))]
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
  return told.length === tickets.length && told.every(({ id }, index) => id === tickets[index]?.id)
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
