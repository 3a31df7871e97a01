import { EventEmitter } from 'node:events'
import type { RoomId, TenantId } from '@visavis/protocol'

/** An event as the database has it: personal fields sealed, the body as JSON text. */
export interface StoredEvent {
  readonly seq: number
  readonly at: number
  readonly type: string
  readonly actor: string
  readonly body: string
}

/** "These were committed." */
export interface Announcement {
  readonly tenant: TenantId
  readonly room: RoomId
  /** The log that committed them: it has told its own followers already. */
  readonly origin: string
  readonly events: readonly StoredEvent[]
}

/**
 * Carries announcements between the logs of a cluster. They may be lost, doubled or out of order: followers notice and read
 * what they miss. `publish` neither throws nor waits.
 */
export interface Bus {
  publish(announcement: Announcement): void
  /** Returns a function that ends the subscription. */
  subscribe(room: RoomId, listener: (announcement: Announcement) => void): () => void
}

/** Within one process. */
export function createMemoryBus(): Bus {
  const emitter = new EventEmitter().setMaxListeners(0)
  return {
    publish: (announcement) => void emitter.emit(announcement.room, announcement),
    subscribe(room, listener) {
      emitter.on(room, listener)
      return () => void emitter.off(room, listener)
    },
  }
}
