import type { NotificationParams, RoomEvent, RoomId } from '@visavis/protocol'
import { notificationText } from '../socket/frames.ts'

/** Events that reached a room together, made into a frame at most once however many listen. */
export class RoomBatch {
  readonly room: RoomId
  readonly events: readonly RoomEvent[]
  #text: string | undefined

  constructor(room: RoomId, events: readonly RoomEvent[]) {
    this.room = room
    this.events = events
  }

  get first(): number {
    return this.events[0]?.seq ?? 0
  }

  get last(): number {
    return this.events.at(-1)?.seq ?? 0
  }

  get text(): string {
    this.#text ??= notificationText('room.events', roomEvents(this.room, this.events))
    return this.#text
  }

  /** The part that somebody who has everything up to `seq` lacks. */
  after(seq: number): RoomBatch {
    if (seq < this.first) return this
    return new RoomBatch(
      this.room,
      this.events.filter((event) => event.seq > seq),
    )
  }
}

function roomEvents(room: RoomId, events: readonly RoomEvent[]): NotificationParams<'room.events'> {
  return { room, events: [...events] }
}
