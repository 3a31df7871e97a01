import { wait } from '../wait.ts'
import { countAnswers, sumOf } from './count-stats.ts'

/** Counters of what should flow. They only grow while it does. */
export interface FlowCounts {
  /** Packets of each voice, decoded frames of each picture. */
  readonly received: readonly number[]
  /** Answers to the checks of the receiving way. */
  readonly answered: number
  /** Bytes that came back about what we send; `null` when we send nothing. */
  readonly acknowledged: number | null
}

/** `partly`: the way is there, but something that should arrive does not. */
export type FlowVerdict = 'flows' | 'partly' | 'dead'

const LOOK_MS = 200
/** Longer than the 2.5 s between two checks of a way, and than a key frame that is asked for. */
const RECEIVE_MS = 3_000
/** Reports on a voice alone come only every five seconds. */
const ACKNOWLEDGE_MS = 6_000

/** `null`: too early to tell. Pure. */
export function judgeFlow(
  before: FlowCounts,
  now: FlowCounts,
  waitedMs: number,
): FlowVerdict | null {
  const arrived = now.received.filter((count, index) => count > (before.received[index] ?? 0))
  const isHeard = now.acknowledged === null || now.acknowledged > (before.acknowledged ?? 0)
  if (arrived.length === now.received.length && isHeard) return 'flows'
  if (waitedMs < RECEIVE_MS) return null
  const isThere = arrived.length > 0 || now.answered > before.answered
  if (now.received.length > 0 && !isThere) return 'dead'
  if (isHeard) return 'partly'
  return waitedMs < ACKNOWLEDGE_MS ? null : 'dead'
}

export interface VerifyFlowOptions {
  /** Of what should arrive. */
  readonly receivers: readonly RTCRtpReceiver[]
  /** Statistics of the transports; `null` where nothing should flow. */
  readonly receiving: (() => Promise<RTCStatsReport>) | null
  readonly sending: (() => Promise<RTCStatsReport>) | null
  readonly signal: AbortSignal
}

/** Whether sound and picture really flow, by what the browser counts. Takes as long as it must, and six seconds at most. */
export async function verifyFlow(options: VerifyFlowOptions): Promise<FlowVerdict> {
  const before = await count(options)
  for (let waitedMs = LOOK_MS; ; waitedMs += LOOK_MS) {
    await wait(LOOK_MS)
    if (options.signal.aborted) return 'flows'
    const verdict = judgeFlow(before, await count(options), waitedMs)
    if (verdict) return verdict
  }
}

async function count({ receivers, receiving, sending }: VerifyFlowOptions): Promise<FlowCounts> {
  return {
    received: await Promise.all(receivers.map(countReceived)),
    answered: receiving ? countAnswers(await receiving()) : 0,
    acknowledged: sending && sumOf(await sending(), 'candidate-pair', 'bytesReceived'),
  }
}

async function countReceived(receiver: RTCRtpReceiver): Promise<number> {
  const key = receiver.track.kind === 'video' ? 'framesDecoded' : 'packetsReceived'
  return sumOf(await receiver.getStats(), 'inbound-rtp', key)
}
