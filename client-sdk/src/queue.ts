import type { QueuedTicket, TicketId } from '@visavis/protocol/browser'
import { Emitter } from './emitter.ts'
import type { Room } from './room/room.ts'

export declare class Queue extends Emitter<{ changed: readonly QueuedTicket[] }> {
  readonly tickets: readonly QueuedTicket[]
  readonly available: boolean
  watch(): Promise<readonly QueuedTicket[]>
  setAvailable(available: boolean): Promise<void>
  accept(ticket: TicketId): Promise<Room>
}
