import type { AppendOutcome, AppendRequest, RoomLog } from '../room-log/room-log.ts'
import type { Metrics } from './metrics.ts'

/** The same log, with every append timed. */
export function measuredRoomLog(log: RoomLog, metrics: Metrics): RoomLog {
  return {
    append: (request) => timed(log, metrics, request),
    read: (query) => log.read(query),
    follow: (options) => log.follow(options),
    room: (tenant, room) => log.room(tenant, room),
    rooms: (tenant, query) => log.rooms(tenant, query),
    heads: (tenant, rooms) => log.heads(tenant, rooms),
    verify: (tenant, room) => log.verify(tenant, room),
    close: () => log.close(),
    [Symbol.asyncDispose]: () => log.close(),
  }
}

async function timed(
  log: RoomLog,
  metrics: Metrics,
  request: AppendRequest,
): Promise<AppendOutcome> {
  const started = performance.now()
  let outcome = 'error'
  try {
    const answer = await log.append(request)
    outcome = answer.status
    return answer
  } finally {
    metrics.observeAppend(outcome, (performance.now() - started) / 1_000)
  }
}
