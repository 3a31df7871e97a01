import type { types } from 'mediasoup'
import type { NodeState, NodeTransport } from './node-state.ts'

/**
 * Whoever moved to another network lost pictures on the way and waits for key frames: they are asked for here, a round
 * trip before the browser could.
 */
export function followAddress(
  state: NodeState,
  transport: NodeTransport,
  media: types.WebRtcTransport,
): void {
  let isFirst = true
  media.on('iceselectedtuplechange', () => {
    if (!isFirst) askForKeyFrames(state, transport)
    isFirst = false
  })
}

function askForKeyFrames({ consumers }: NodeState, transport: NodeTransport): void {
  for (const { transport: own, media } of consumers.values()) {
    if (own !== transport || media.kind !== 'video' || media.paused) continue
    // One that closes meanwhile needs none.
    media.requestKeyFrame().catch(() => {})
  }
}
