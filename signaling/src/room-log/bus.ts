import { MemoryPubSub, type PubSub } from '@visavis/cluster'
import { RoomId, TenantId } from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'

const StoredEvent = Type.Object({
  seq: Type.Integer({ minimum: 1 }),
  at: Type.Integer(),
  type: Type.String(),
  actor: Type.String(),
  body: Type.String(),
})
/** An event as the database has it: personal fields sealed, the body as JSON text. */
export type StoredEvent = Readonly<Type.Static<typeof StoredEvent>>

const Announced = Compile(
  Type.Object({
    tenant: TenantId,
    room: RoomId,
    origin: Type.String(),
    events: Type.Array(StoredEvent),
  }),
)

/** "These were committed." */
export interface Announcement {
  readonly tenant: TenantId
  readonly room: RoomId
  /** The log that committed them: it has told its own followers already. */
  readonly origin: string
  readonly events: readonly StoredEvent[]
}

export interface BusListener {
  onAnnouncement(announcement: Announcement): void
  /** Listening began, for the first time or again: something may have been missed. */
  onListening?(): void
}

/**
 * Carries announcements between the logs of a cluster. They may be lost, doubled or out of order: followers notice and read
 * what they miss. `publish` neither throws nor waits.
 */
export interface Bus {
  /** Whether announcements reach the others now. */
  readonly isUp: boolean
  publish(announcement: Announcement): void
  /** Returns a function that ends the subscription. */
  subscribe(room: RoomId, listener: BusListener): () => void
}

export function createBus(pubSub: PubSub): Bus {
  return {
    get isUp() {
      return pubSub.isUp
    },
    publish: (announcement) => pubSub.publish(topicOf(announcement.room), announcement),
    subscribe: (room, { onAnnouncement, onListening }) =>
      pubSub.subscribe(topicOf(room), {
        ...(onListening && { onListening }),
        onMessage(message) {
          if (Announced.Check(message)) onAnnouncement(message)
        },
      }),
  }
}

/** Within one process. */
export function createMemoryBus(): Bus {
  return createBus(new MemoryPubSub())
}

function topicOf(room: RoomId): string {
  return `room:${room}`
}
