import {
  EMPTY_ROOM,
  foldRoom,
  presentParticipants,
  type RoomState,
  type RoomSummary,
} from '@visavis/protocol'
import { logPages } from '../room-log/log-pages.ts'
import type { RoomLog, RoomRow } from '../room-log/room-log.ts'

/** A room as the API shows it. Nobody is in an ended room, so only open ones are folded. */
export async function summarise(log: RoomLog, row: RoomRow): Promise<RoomSummary> {
  const { room, createdAt, closedAt } = row
  if (closedAt !== null) return { room, createdAt, endedAt: closedAt, participants: 0 }
  const state = await foldLog(log, row)
  return { room, createdAt, participants: presentParticipants(state).length }
}

async function foldLog(log: RoomLog, row: RoomRow): Promise<RoomState> {
  let state = EMPTY_ROOM
  for await (const events of logPages(log, row)) state = foldRoom(state, events)
  return state
}
