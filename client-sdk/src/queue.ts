import type { QueuedTicket, TicketId } from '@visavis/protocol/browser'
import type { EnterOptions } from './client.ts'
import type { Request } from './connection/request.ts'
import { Emitter } from './emitter.ts'
import type { Logger } from './logger.ts'
import type { Room } from './room/room.ts'

/** @internal */
interface QueueContext {
  request: Request
  accept(ticket: TicketId, options: EnterOptions): Promise<Room>
  logger: Logger
}

/** The tickets that wait for an advisor. For tokens that may serve. */
export class Queue extends Emitter<{ changed: readonly QueuedTicket[] }> {
  readonly #context: QueueContext
  #tickets: readonly QueuedTicket[] = []
  #watching = false
  #available = false

  /** @internal */
  constructor(context: QueueContext) {
    super()
    this.#context = context
  }

  /** Waiting now, the next to be served first. Kept up to date after `watch()`. */
  get tickets(): readonly QueuedTicket[] {
    return this.#tickets
  }

  /** Whether this advisor takes calls, as last set here. */
  get available(): boolean {
    return this.#available
  }

  /** Follows the queue from now on, through reconnections. @throws {VisavisError} `forbidden`. */
  async watch(): Promise<readonly QueuedTicket[]> {
    const { tickets } = await this.#context.request('queue.watch', {})
    this.#watching = true
    this.update(tickets)
    return tickets
  }

  /** Says whether this advisor takes calls. Shoppers see whether anybody does. */
  async setAvailable(available: boolean): Promise<void> {
    await this.#context.request('queue.set-available', { available })
    this.#available = available
  }

  /** Takes a ticket and enters its room. @throws {VisavisError} `ticket-taken` when another was faster. */
  accept(ticket: TicketId, options: EnterOptions = {}): Promise<Room> {
    return this.#context.accept(ticket, options)
  }

  /** @internal */
  update(tickets: readonly QueuedTicket[]): void {
    this.#tickets = tickets
    this.emit('changed', tickets)
  }

  /** @internal After a new socket: the session may be a new one. */
  async restore(): Promise<void> {
    try {
      if (this.#available) await this.setAvailable(true)
      if (this.#watching) await this.watch()
    } catch (error) {
      this.#context.logger.warn('queue not restored', { error: String(error) })
    }
  }
}
