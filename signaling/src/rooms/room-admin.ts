import {
  newId,
  type RecordingPolicy,
  type RoomId,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import type { Logger } from 'pino'
import type { OpenRooms } from '../ports.ts'
import type { RecordingRules } from '../recording/recording-rules.ts'
import type { RoomLog } from '../room-log/room-log.ts'
import { createRoom } from './create-room.ts'
import { planAbandon, planEnd } from './plans.ts'
import type { RoomHubs } from './room-hubs.ts'

export interface RoomAdminOptions {
  readonly log: RoomLog
  readonly hubs: RoomHubs
  readonly openRooms: OpenRooms
  readonly rules: RecordingRules
  readonly logger: Logger
}

export interface NewMeeting {
  readonly capacity: number
  /** As the settings say where it is not said. */
  readonly recording?: RecordingPolicy | undefined
}

/** What is done to rooms from outside them. */
export class RoomAdmin {
  readonly #parts: RoomAdminOptions

  constructor(parts: RoomAdminOptions) {
    this.#parts = parts
  }

  async create(
    tenant: TenantId,
    { capacity, recording = this.#parts.rules.policy }: NewMeeting,
  ): Promise<RoomId> {
    const room = newId('room')
    const body = { kind: 'meeting', capacity, recording } as const
    const events = [{ type: 'room-created', actor: 'system', body }] as const
    await createRoom(this.#parts, { tenant, room, events })
    return room
  }

  /** Throws `not-found`, or `room-ended` when it already has. */
  async end(tenant: TenantId, room: RoomId, reason: 'ended-by-api'): Promise<void> {
    using use = await this.#parts.hubs.acquire(tenant, room)
    const events = await use.hub.decide((state) => planEnd(state, reason))
    if (events.length === 0) throw new VisavisError('room-ended')
  }

  /** Ends what a killed process left, and answers how many rooms that were. */
  async endAbandoned(): Promise<number> {
    const rooms = await this.#parts.openRooms()
    const ended = await Promise.all(rooms.map(({ tenant, room }) => this.#abandon(tenant, room)))
    return ended.filter(Boolean).length
  }

  async #abandon(tenant: TenantId, room: RoomId): Promise<boolean> {
    using use = await this.#parts.hubs.acquire(tenant, room)
    return (await use.hub.decide(planAbandon)).length > 0
  }
}
