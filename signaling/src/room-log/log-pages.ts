import { LIMITS, type RoomEvent, type RoomId, type TenantId } from '@visavis/protocol'
import type { RoomLog } from './room-log.ts'

/** A whole log in order, page by page. Throws what `read` throws. */
export async function* logPages(
  log: Pick<RoomLog, 'read'>,
  { tenant, room }: { readonly tenant: TenantId; readonly room: RoomId },
): AsyncGenerator<readonly RoomEvent[]> {
  let after = 0
  for (;;) {
    const events = await log.read({ tenant, room, after })
    yield events
    if (events.length < LIMITS.eventsPerPage) return
    after = events.at(-1)?.seq ?? after
  }
}
