/** Sums over everything received, and the round trip, at one moment. */
export interface ReceptionSample {
  readonly received: number
  readonly lost: number
  readonly freezeSeconds: number
  readonly roundTripSeconds: number
}

/** Above these a conversation suffers: 6 % lost, half a second to and fro, a tenth of the time frozen. */
const WEAK_LOSS = 0.06
const WEAK_ROUND_TRIP_SECONDS = 0.5
const WEAK_FREEZE_SECONDS = 0.3

/** Packets below which a loss rate says nothing. */
const MIN_PACKETS = 20

export function sampleReception(reports: readonly RTCStatsReport[]): ReceptionSample {
  let sample: ReceptionSample = { received: 0, lost: 0, freezeSeconds: 0, roundTripSeconds: 0 }
  for (const report of reports) {
    report.forEach((entry) => {
      sample = add(sample, entry)
    })
  }
  return sample
}

export function isWeakReception(before: ReceptionSample, now: ReceptionSample): boolean {
  const received = now.received - before.received
  const lost = now.lost - before.lost
  const isLossy = received + lost >= MIN_PACKETS && lost / (received + lost) > WEAK_LOSS
  const isFrozen = now.freezeSeconds - before.freezeSeconds > WEAK_FREEZE_SECONDS
  return isLossy || isFrozen || now.roundTripSeconds > WEAK_ROUND_TRIP_SECONDS
}

/** Statistics are open dictionaries: only the numbers known here are read. */
function add(sample: ReceptionSample, entry: Readonly<Record<string, unknown>>): ReceptionSample {
  if (entry.type === 'inbound-rtp') {
    return {
      ...sample,
      received: sample.received + numberOf(entry.packetsReceived),
      lost: sample.lost + numberOf(entry.packetsLost),
      freezeSeconds: sample.freezeSeconds + numberOf(entry.totalFreezesDuration),
    }
  }
  if (entry.type === 'candidate-pair' && entry.nominated === true) {
    const roundTripSeconds = Math.max(sample.roundTripSeconds, numberOf(entry.currentRoundTripTime))
    return { ...sample, roundTripSeconds }
  }
  return sample
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
