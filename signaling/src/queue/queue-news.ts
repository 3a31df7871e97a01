import type { PubSub } from '@visavis/cluster'
import { Product, RoomId, TenantId, TicketId } from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { NewTicket } from '../ports.ts'

/** News that was lost is noticed within this time, give or take a fifth. */
const CHECK_MS = 1_000
/** While nothing is announced. */
const SILENT_CHECK_MS = 250

const News = Compile(
  Type.Object({
    origin: Type.String(),
    ring: Type.Optional(
      Type.Object({
        id: TicketId,
        tenant: TenantId,
        room: RoomId,
        locale: Type.Union([Type.String(), Type.Null()]),
        product: Type.Union([Product, Type.Null()]),
        priority: Type.Integer(),
        openedAt: Type.Integer(),
      }),
    ),
  }),
)

export interface QueueNewsOptions {
  readonly pubSub: PubSub
  /** This process, to the others. */
  readonly instance: string
  /** Whether there are others: otherwise nothing is looked for. */
  readonly isShared: boolean
  /** Tenants of which somebody here wants to know. */
  watched(): readonly TenantId[]
  onRing(ticket: NewTicket): void
  /** Perhaps. */
  onChanged(tenant: TenantId): void
}

/** Tells the processes of a cluster of each other's queues. What gets lost is made up for by looking. */
export class QueueNews {
  readonly #options: QueueNewsOptions
  readonly #subscriptions = new Map<TenantId, () => void>()
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: QueueNewsOptions) {
    this.#options = options
    if (options.isShared) this.#checkLater()
  }

  /** Hears of the tenant from now on. */
  follow(tenant: TenantId): void {
    if (this.#subscriptions.has(tenant)) return
    const { pubSub, onChanged } = this.#options
    const stop = pubSub.subscribe(topicOf(tenant), {
      onMessage: (message) => this.#hear(tenant, message),
      onListening: () => onChanged(tenant),
    })
    this.#subscriptions.set(tenant, stop)
  }

  ring(ticket: NewTicket): void {
    const { pubSub, instance } = this.#options
    pubSub.publish(topicOf(ticket.tenant), { origin: instance, ring: ticket })
  }

  changed(tenant: TenantId): void {
    const { pubSub, instance } = this.#options
    pubSub.publish(topicOf(tenant), { origin: instance })
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    for (const stop of this.#subscriptions.values()) stop()
    this.#subscriptions.clear()
  }

  #hear(tenant: TenantId, message: unknown): void {
    const { instance, onRing, onChanged } = this.#options
    if (!News.Check(message) || message.origin === instance) return
    if (message.ring?.tenant === tenant) onRing(message.ring)
    else onChanged(tenant)
  }

  #checkLater(): void {
    if (this.#isClosed) return
    const everyMs = this.#options.pubSub.isUp ? CHECK_MS : SILENT_CHECK_MS
    this.#timer = setTimeout(() => this.#check(), everyMs * (0.8 + 0.4 * Math.random())).unref()
  }

  #check(): void {
    const { watched, onChanged } = this.#options
    const tenants = watched()
    for (const tenant of tenants) onChanged(tenant)
    for (const [tenant, stop] of [...this.#subscriptions]) {
      if (tenants.includes(tenant)) continue
      stop()
      this.#subscriptions.delete(tenant)
    }
    this.#checkLater()
  }
}

function topicOf(tenant: TenantId): string {
  return `queue:${tenant}`
}
