import { LIMITS, type RoomEvent, type RoomId, type TenantId } from '@visavis/protocol'
import type { ReviewLog } from '../ports.ts'

/** A whole log, page by page. */
export async function readLog(
  log: ReviewLog,
  tenant: TenantId,
  room: RoomId,
): Promise<RoomEvent[]> {
  const events: RoomEvent[] = []
  for (;;) {
    const page = await log.read({ tenant, room, after: events.at(-1)?.seq ?? 0 })
    events.push(...page)
    if (page.length < LIMITS.eventsPerPage) return events
  }
}
