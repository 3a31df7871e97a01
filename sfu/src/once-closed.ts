import type { NodeTransport } from './node-state.ts'

/** Both kinds of transport close alike; only the types of their emitters differ. */
export function onceClosed(media: NodeTransport['media'], listener: () => void): void {
  if ('iceState' in media) media.observer.once('close', listener)
  else media.observer.once('close', listener)
}
