/** Runs `act` when the page has been drawn as it is now. */
export function afterPaint(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act))
}
