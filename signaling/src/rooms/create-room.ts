import type { NewEvent, RoomEvent, RoomId, TenantId } from '@visavis/protocol'
import type { Logger } from 'pino'
import type { RoomLog } from '../room-log/room-log.ts'

export interface NewRoom {
  readonly tenant: TenantId
  readonly room: RoomId
  readonly events: readonly NewEvent[]
}

/** The first append of a room, which makes it. */
export async function createRoom(
  { log, logger }: { log: RoomLog; logger: Logger },
  { tenant, room, events }: NewRoom,
): Promise<readonly RoomEvent[]> {
  const outcome = await log.append({ tenant, room, events, create: true, key: room })
  if (!('events' in outcome)) throw new Error(`The log of a new room is ${outcome.status}`)
  logger.info({ room }, 'room created')
  return outcome.events
}
