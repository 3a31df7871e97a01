/** Unix milliseconds that never jump: what sets the system's clock does not move them. */
export function localTime(): number {
  return performance.timeOrigin + performance.now()
}
