import type { RoomId } from '@visavis/protocol'
import type { Announcement, Bus } from './bus.ts'

/** Announces together what one statement committed in a room: a message costs more than what is in it. */
export class Announcer {
  readonly #bus: Bus
  readonly #waiting = new Map<RoomId, Announcement>()

  constructor(bus: Bus) {
    this.#bus = bus
  }

  /** In the order of the room's log. */
  announce(announcement: Announcement): void {
    const { room, events } = announcement
    const before = this.#waiting.get(room)
    // The results of a statement are told in one turn, before anything else runs.
    if (this.#waiting.size === 0) queueMicrotask(() => this.#flush())
    this.#waiting.set(
      room,
      before ? { ...before, events: [...before.events, ...events] } : announcement,
    )
  }

  #flush(): void {
    const announcements = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const announcement of announcements) this.#bus.publish(announcement)
  }
}
