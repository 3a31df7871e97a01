import { newId, type RoomId, type TenantId, VisavisError } from '@visavis/protocol'
import type { OpenRooms } from '../ports.ts'
import type { RoomLog } from '../room-log/room-log.ts'
import { planAbandon, planEnd } from './plans.ts'
import type { RoomHubs } from './room-hubs.ts'

export interface RoomAdminOptions {
  readonly log: RoomLog
  readonly hubs: RoomHubs
  readonly openRooms: OpenRooms
}

/** What is done to rooms from outside them. */
export class RoomAdmin {
  readonly #log: RoomLog
  readonly #hubs: RoomHubs
  readonly #openRooms: OpenRooms

  constructor({ log, hubs, openRooms }: RoomAdminOptions) {
    this.#log = log
    this.#hubs = hubs
    this.#openRooms = openRooms
  }

  async create(tenant: TenantId, { capacity }: { capacity: number }): Promise<RoomId> {
    const room = newId('room')
    const body = { kind: 'meeting', capacity } as const
    const events = [{ type: 'room-created', actor: 'system', body }] as const
    const outcome = await this.#log.append({ tenant, room, events, create: true })
    if (outcome.status !== 'ok') throw new Error(`The log of a new room is ${outcome.status}`)
    return room
  }

  /** Throws `not-found`, or `room-ended` when it already has. */
  async end(tenant: TenantId, room: RoomId, reason: 'ended-by-api'): Promise<void> {
    using use = await this.#hubs.acquire(tenant, room)
    const events = await use.hub.decide((state) => planEnd(state, reason))
    if (events.length === 0) throw new VisavisError('room-ended')
  }

  /** Ends what a killed process left, and answers how many rooms that were. */
  async endAbandoned(): Promise<number> {
    const rooms = await this.#openRooms()
    const ended = await Promise.all(rooms.map(({ tenant, room }) => this.#abandon(tenant, room)))
    return ended.filter(Boolean).length
  }

  async #abandon(tenant: TenantId, room: RoomId): Promise<boolean> {
    using use = await this.#hubs.acquire(tenant, room)
    return (await use.hub.decide(planAbandon)).length > 0
  }
}
