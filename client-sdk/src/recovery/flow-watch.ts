import { flowFrom, LOOK_MS, stepFlow } from './flow-machine.ts'

/** So long after the socket came back silence means another network. */
const SUSPICION_MS = 3_000

export interface FlowWatchOptions {
  /** Of what should arrive now. */
  receivers(): readonly RTCRtpReceiver[]
  isNetworkFull(): boolean
  /** Something arrived since the last look, or nothing has to. */
  onFlowing(): void
  /** Nothing arrived for a moment. */
  onDoubt(): void
  /** Nothing arrives any more. Told once for each silence. */
  onStalled(): unknown
}

export interface FlowWatch {
  /** Milliseconds since something arrived that should; `null` while nothing should. */
  silentMs(): number | null
  /** The network may be another one: silence counts sooner for a moment. */
  suspect(): void
  stop(): void
}

/** Watches arrivals by the sources that are played, which costs next to nothing. */
export function watchFlow(options: FlowWatchOptions): FlowWatch {
  let state = flowFrom(Date.now())
  let seen = ''
  let suspectedAt = 0
  let isExpected = false
  const look = () => {
    const receivers = options.receivers()
    const latest = receivers.map(latestOf).join()
    const hasMoved = latest !== seen
    seen = latest
    isExpected = receivers.length > 0
    const now = Date.now()
    const isSuspicious = now - suspectedAt < SUSPICION_MS
    const isNetworkFull = options.isNetworkFull()
    const seenNow = { isExpected, hasMoved, isSuspicious, isNetworkFull }
    const { state: next, effect } = stepFlow(state, seenNow, now)
    state = next
    if (hasMoved || !isExpected) options.onFlowing()
    if (effect === 'ask') options.onDoubt()
    if (effect === 'stall') options.onStalled()
  }
  const timer = setInterval(look, LOOK_MS)
  return {
    silentMs() {
      look()
      return isExpected ? Date.now() - state.movedAt : null
    },
    suspect() {
      suspectedAt = Date.now()
    },
    stop: () => clearInterval(timer),
  }
}

function latestOf(receiver: RTCRtpReceiver): string {
  return receiver
    .getSynchronizationSources()
    .map(({ source, rtpTimestamp }) => `${source}:${rtpTimestamp}`)
    .join()
}
