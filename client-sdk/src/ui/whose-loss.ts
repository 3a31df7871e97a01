import { LIMITS } from '@visavis/protocol/browser'
import type { ClientState } from '../client-state.ts'
import type { RoomEnd } from '../room/room-events.ts'

/**
 * A place that is gone although we came back in time was lost by the server: it was restarted. `abandoned` is what its
 * log says of such a room.
 */
export class WhoseLoss {
  #awaySince: number | null = null
  #isAway = false

  observe(state: ClientState['name'], now = Date.now()): void {
    const isAway = state === 'reconnecting'
    if (isAway && !this.#isAway) this.#awaySince = now
    this.#isAway = isAway
  }

  explain(reason: RoomEnd, now = Date.now()): RoomEnd {
    if (reason !== 'lost' || this.#awaySince === null) return reason
    return now - this.#awaySince < LIMITS.resumeWindowMs ? 'abandoned' : reason
  }
}
