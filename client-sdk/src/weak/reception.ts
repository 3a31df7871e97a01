import { PROBES } from './link-sample.ts'

/** Sums over everything received, and what the way there and back took, at one moment. */
export interface ReceptionSample {
  readonly received: number
  readonly lost: number
  /** Of all answers on the way in use together. */
  readonly roundTripsSeconds: number
  readonly roundTrips: number
  /** Of the last answer: where a browser does not sum them up. */
  readonly lastRoundTripSeconds: number
}

/** Above these a conversation suffers: 6 % lost, half a second to and fro. */
const WEAK_LOSS = 0.06
const WEAK_ROUND_TRIP_SECONDS = 0.5

/** Packets below which a loss rate says nothing. */
const MIN_PACKETS = 20

const NOTHING: ReceptionSample = {
  received: 0,
  lost: 0,
  roundTripsSeconds: 0,
  roundTrips: 0,
  lastRoundTripSeconds: 0,
}

export function sampleReception(reports: readonly RTCStatsReport[]): ReceptionSample {
  let sample = NOTHING
  for (const report of reports) {
    report.forEach((entry) => {
      sample = add(sample, entry)
    })
  }
  return sample
}

/**
 * Between two samples. What the picture does says nothing: a busy machine freezes it as a bad network does. `isLossExplained`: what is
 * lost is known to have been lost on somebody else's way to the server.
 */
export function isWeakReception(
  before: ReceptionSample,
  now: ReceptionSample,
  isLossExplained = false,
): boolean {
  const received = now.received - before.received
  const lost = now.lost - before.lost
  const isLossy = received + lost >= MIN_PACKETS && lost / (received + lost) > WEAK_LOSS
  return (isLossy && !isLossExplained) || roundTripSeconds(before, now) > WEAK_ROUND_TRIP_SECONDS
}

/** The mean of what was measured meanwhile: a single answer is late whenever the machine is. */
function roundTripSeconds(before: ReceptionSample, now: ReceptionSample): number {
  if (now.roundTrips === 0) return now.lastRoundTripSeconds
  const count = now.roundTrips - before.roundTrips
  return count > 0 ? (now.roundTripsSeconds - before.roundTripsSeconds) / count : 0
}

/** Statistics are open dictionaries: only the numbers known here are read. */
function add(sample: ReceptionSample, entry: Readonly<Record<string, unknown>>): ReceptionSample {
  if (entry.type === 'inbound-rtp' && entry.mid !== PROBES) {
    return {
      ...sample,
      received: sample.received + numberOf(entry.packetsReceived),
      lost: sample.lost + numberOf(entry.packetsLost),
    }
  }
  if (entry.type === 'candidate-pair' && entry.nominated === true) {
    const last = numberOf(entry.currentRoundTripTime)
    return {
      ...sample,
      roundTripsSeconds: sample.roundTripsSeconds + numberOf(entry.totalRoundTripTime),
      roundTrips: sample.roundTrips + numberOf(entry.responsesReceived),
      lastRoundTripSeconds: Math.max(sample.lastRoundTripSeconds, last),
    }
  }
  return sample
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
