import type { types } from 'mediasoup-client'
import type { MediaState } from '../room/room-events.ts'

/** ICE often comes back by itself this soon; restarting earlier would only add traffic. */
const DISCONNECTED_GRACE_MS = 1_500

export interface TransportWatchOptions {
  transports: readonly types.Transport[]
  onState(state: MediaState): void
  /** Whether sound or picture arrive anyway: on a network that is full only the checks are late. */
  isFlowing(): boolean
  /** The transport does not come back by itself. */
  onBroken(transport: types.Transport): void
}

/** Follows a pair of transports. Returns a function that stops. */
export function watchTransports(options: TransportWatchOptions): () => void {
  const timers = new Map<types.Transport, ReturnType<typeof setTimeout>>()
  let wasConnected = false
  let stopped = false
  function waitAndSee(transport: types.Transport): void {
    const look = () => {
      if (options.isFlowing()) waitAndSee(transport)
      else options.onBroken(transport)
    }
    timers.set(transport, setTimeout(look, DISCONNECTED_GRACE_MS))
  }
  for (const transport of options.transports) {
    transport.on('connectionstatechange', (state) => {
      if (stopped) return
      clearTimeout(timers.get(transport))
      if (state === 'connected') wasConnected = true
      if (state === 'failed') options.onBroken(transport)
      if (state === 'disconnected') waitAndSee(transport)
      options.onState(combinedState(options.transports, wasConnected))
    })
  }
  return () => {
    stopped = true
    for (const timer of timers.values()) clearTimeout(timer)
  }
}

/** One word for both. A transport that carries nothing stays `new` and does not count. */
export function combinedState(
  transports: readonly { connectionState: types.ConnectionState }[],
  wasConnected: boolean,
): MediaState {
  const states = transports.map(({ connectionState }) => connectionState)
  if (states.includes('failed') || states.includes('disconnected')) return 'reconnecting'
  if (states.includes('connecting')) return wasConnected ? 'reconnecting' : 'connecting'
  return states.includes('connected') ? 'connected' : 'idle'
}
