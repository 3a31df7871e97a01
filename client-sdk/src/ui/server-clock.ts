/**
 * Tells the times of a room's log by this device's clock, which may be minutes off. What arrives shows by how much:
 * the quickest arrival is the truest.
 */
export class ServerClock {
  #aheadMs: number | null = null

  /** Something that happened at `at` has just arrived. */
  observe(at: number, now = Date.now()): void {
    const aheadMs = now - at
    if (this.#aheadMs === null || aheadMs < this.#aheadMs) this.#aheadMs = aheadMs
  }

  /** The same moment by this device's clock. */
  readonly toLocal = (at: number): number => at + (this.#aheadMs ?? 0)
}
