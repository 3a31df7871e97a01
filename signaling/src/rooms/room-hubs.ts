import { type RoomEvent, type RoomId, type TenantId, VisavisError } from '@visavis/protocol'
import type { Logger } from 'pino'
import type { RoomLog } from '../room-log/room-log.ts'
import { RoomHub } from './room-hub.ts'

interface Held {
  readonly hub: RoomHub
  /** Who uses the hub now. The last one to leave closes it. */
  uses: number
}

/** A use of a hub, to be given back. */
export interface HubUse extends Disposable {
  readonly hub: RoomHub
  release(): void
}

export interface RoomHubsOptions {
  readonly log: RoomLog
  readonly logger: Logger
  /** Of every room, before those in it are told. */
  onEvents(hub: RoomHub, events: readonly RoomEvent[]): void
}

/** The hubs of the rooms that somebody here is in. */
export class RoomHubs {
  readonly #log: RoomLog
  readonly #logger: Logger
  readonly #onEvents: RoomHubsOptions['onEvents']
  readonly #held = new Map<string, Held>()

  constructor({ log, logger, onEvents }: RoomHubsOptions) {
    this.#log = log
    this.#logger = logger
    this.#onEvents = onEvents
  }

  get size(): number {
    return this.#held.size
  }

  get all(): readonly RoomHub[] {
    return [...this.#held.values()].map(({ hub }) => hub)
  }

  /** `undefined` when nobody here is in the room. */
  peek(tenant: TenantId, room: RoomId): RoomHub | undefined {
    return this.#held.get(keyOf(tenant, room))?.hub
  }

  /** For a room just created, whose events the caller has. */
  adopt(tenant: TenantId, room: RoomId, events: readonly RoomEvent[]): HubUse {
    return this.#use(this.#hold(tenant, room, events))
  }

  /** Throws `not-found`. The hub's state is at least as new as the call. */
  async acquire(tenant: TenantId, room: RoomId): Promise<HubUse> {
    const here = this.#held.get(keyOf(tenant, room))
    if (here) return this.#caughtUp(this.#use(here), 1)
    const row = await this.#log.room(tenant, room)
    if (!row) throw new VisavisError('not-found')
    const held = this.#held.get(keyOf(tenant, room)) ?? this.#hold(tenant, room, [])
    return this.#caughtUp(this.#use(held), row.head)
  }

  /** As `acquire`, and as new as the database: for who decides by what another process may just have written. */
  async acquireCurrent(tenant: TenantId, room: RoomId): Promise<HubUse> {
    const row = await this.#log.room(tenant, room)
    if (!row) throw new VisavisError('not-found')
    const held = this.#held.get(keyOf(tenant, room)) ?? this.#hold(tenant, room, [])
    held.hub.hear(row.head)
    return this.#caughtUp(this.#use(held), row.head)
  }

  close(): void {
    for (const { hub } of this.#held.values()) hub.close()
    this.#held.clear()
  }

  async #caughtUp(use: HubUse, seq: number): Promise<HubUse> {
    await use.hub.reached(seq)
    return use
  }

  #hold(tenant: TenantId, room: RoomId, events: readonly RoomEvent[]): Held {
    const hub = new RoomHub({ log: this.#log, logger: this.#logger, tenant, room, events })
    hub.observe({ onRoomEvents: (batch) => this.#onEvents(hub, batch.events) })
    const held: Held = { hub, uses: 0 }
    this.#held.set(keyOf(tenant, room), held)
    return held
  }

  #use(held: Held): HubUse {
    held.uses++
    let inUse = true
    const release = () => {
      if (!inUse) return
      inUse = false
      this.#giveBack(held)
    }
    return { hub: held.hub, release, [Symbol.dispose]: release }
  }

  #giveBack(held: Held): void {
    held.uses--
    if (held.uses > 0) return
    const key = keyOf(held.hub.tenant, held.hub.room)
    if (this.#held.get(key) === held) this.#held.delete(key)
    held.hub.close()
  }
}

function keyOf(tenant: TenantId, room: RoomId): string {
  return `${tenant}/${room}`
}
