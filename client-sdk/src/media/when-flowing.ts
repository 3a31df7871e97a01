/** Calls `act` with a remote track's first packet: until then the browser has it muted. */
export function whenFlowing(track: MediaStreamTrack, act: () => void): void {
  if (track.muted) track.addEventListener('unmute', act, { once: true })
  else act()
}
