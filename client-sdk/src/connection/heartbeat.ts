import type { Rpc } from './rpc.ts'

/** Silence after which a socket counts as half-open, in heartbeats. With ticks of half a heartbeat it is found within 3. */
const SILENT_HEARTBEATS = 2.5

export interface HeartbeatOptions {
  heartbeatMs: number
  lastReceivedAt(): number
  ping(): void
  onSilence(): void
}

/** Pings, and closes a socket that is half-open. Returns a function that stops. */
export function keepAlive(rpc: Rpc, heartbeatMs: number): () => void {
  return startHeartbeat({
    heartbeatMs,
    lastReceivedAt: () => rpc.lastReceivedAt,
    // Whether it is answered is seen by the silence.
    ping: () => void rpc.request('session.ping', {}).catch(() => {}),
    onSilence: () => rpc.close('heartbeat-lost'),
  })
}

/** Pings a quiet connection and tells when it stays silent. Returns a function that stops. */
export function startHeartbeat(options: HeartbeatOptions): () => void {
  const { heartbeatMs } = options
  const tickMs = heartbeatMs / 2
  let previousTickAt = Date.now()
  let awakeSince = previousTickAt
  const timer = setInterval(() => {
    const now = Date.now()
    // The machine slept or the tab was frozen: the silence was ours, so it counts from now.
    if (now - previousTickAt > 2 * tickMs) awakeSince = now
    previousTickAt = now
    const silentMs = now - Math.max(options.lastReceivedAt(), awakeSince)
    if (silentMs >= SILENT_HEARTBEATS * heartbeatMs) options.onSilence()
    else if (now - options.lastReceivedAt() >= heartbeatMs - tickMs / 2) options.ping()
  }, tickMs)
  return () => clearInterval(timer)
}
