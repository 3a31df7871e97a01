/** Unix milliseconds that never jump: what sets the system's clock does not move them. */
export function localTime(): number {
  return performance.timeOrigin + performance.now()
}

/** When something arrived, as closely as is known, by this machine's time: certainly between these. */
export interface Arrival {
  readonly earliest: number
  readonly latest: number
}
