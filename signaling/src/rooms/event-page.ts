import { LIMITS, type RoomEvent } from '@visavis/protocol'

/** Characters of one page, about: so that one frame neither fills a slow line nor a reader's queue. */
const PAGE_CHARACTERS = 128 * 1_024
/** An event's envelope and the ids in it. */
const EVENT_OVERHEAD = 300

/** As many of the first events as make one frame; at least one. */
export function takePage(events: readonly RoomEvent[]): readonly RoomEvent[] {
  let characters = 0
  const end = events.findIndex((event) => {
    characters += sizeOf(event)
    return characters > PAGE_CHARACTERS
  })
  const count = end === -1 ? events.length : Math.max(1, end)
  return events.slice(0, Math.min(count, LIMITS.eventsPerPage))
}

function sizeOf(event: RoomEvent): number {
  const text = event.type === 'message-posted' ? (event.body.text?.length ?? 0) : 0
  return EVENT_OVERHEAD + text
}
