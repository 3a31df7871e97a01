import type { PubSub } from '@visavis/cluster'
import type { RoomHub } from '../rooms/room-hub.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { RoomStills } from './room-stills.ts'

export interface StillsOfRoomsOptions {
  readonly sessions: Sessions
  readonly pubSub: PubSub
  /** This process, to the others. */
  readonly instance: string
}

/** The weak networks of every room that somebody here is in. */
export class StillsOfRooms {
  readonly #options: StillsOfRoomsOptions
  readonly #rooms = new WeakMap<RoomHub, RoomStills>()

  constructor(options: StillsOfRoomsOptions) {
    this.#options = options
  }

  of(hub: RoomHub): RoomStills {
    const stills = this.#rooms.get(hub) ?? new RoomStills({ ...this.#options, hub })
    this.#rooms.set(hub, stills)
    return stills
  }
}
