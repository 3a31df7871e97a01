import type { ParticipantId, RoomState, TrackId, TrackState } from '@visavis/protocol'

/** What a participant's network takes. A rate: no video in that direction, only so much beside the voice. */
export interface NetworkReport {
  readonly isWeak: boolean
  readonly receiveBps?: number | undefined
  readonly sendBps?: number | undefined
}

/** What one session is to do, and what it is told. */
export interface StillsPlan {
  readonly weak: readonly ParticipantId[]
  /** Tracks of others that come as stills. */
  readonly stills: readonly TrackId[]
  /** Tracks of others that are not sent: those, and the sound of screens, which takes three times a voice. */
  readonly held: readonly TrackId[]
  /** Own tracks of which stills are wanted. */
  readonly wanted: readonly { readonly track: TrackId; readonly bytes: number }[]
  readonly isThrifty: boolean
}

/** A picture that is older than this says little about now. */
const STILL_SECONDS = 3
/** Of what a socket carries, the share that is the picture: the rest is base64 and headers. */
const PICTURE_SHARE = 0.6
/** Below it nobody is recognised; above it there is room for video. */
const SMALLEST_STILL_BYTES = 1_100
const LARGEST_STILL_BYTES = 60_000

/** A still that arrives in time at this rate. */
export function stillBytes(bps: number): number {
  const bytes = Math.round((bps / 8) * STILL_SECONDS * PICTURE_SHARE)
  return Math.min(LARGEST_STILL_BYTES, Math.max(SMALLEST_STILL_BYTES, bytes))
}

/** Pure. One still serves all who need one of a track: the weakest decides how large it is. */
export function planStills(
  state: RoomState,
  reports: ReadonlyMap<ParticipantId, NetworkReport>,
): ReadonlyMap<ParticipantId, StillsPlan> {
  const present = Object.values(state.participants).filter(({ presence }) => presence !== 'left')
  const tracks = Object.values(state.tracks).filter(({ muted }) => !muted)
  const pictures = tracks.filter(({ kind }) => kind === 'video')
  const sounds = tracks.filter(({ source }) => source === 'screen-audio')
  const weak = present.map(({ id }) => id).filter((id) => isWeak(reports.get(id)))
  const plans = present.map(({ id }): [ParticipantId, StillsPlan] => {
    const others = present.filter((other) => other.id !== id).map((other) => other.id)
    const stopped = (all: readonly TrackState[]) =>
      all
        .filter((track) => track.participant !== id && isStopped(track, id, reports))
        .map((track) => track.id)
    const stills = stopped(pictures)
    const own = pictures.filter(({ participant }) => participant === id)
    return [
      id,
      {
        weak,
        stills,
        held: [...stills, ...stopped(sounds)],
        wanted: own.flatMap((track) => wantedOf(track, others, reports)),
        isThrifty: others.some((other) => reports.get(other)?.receiveBps !== undefined),
      },
    ]
  })
  return new Map(plans)
}

function wantedOf(
  track: TrackState,
  others: readonly ParticipantId[],
  reports: ReadonlyMap<ParticipantId, NetworkReport>,
): StillsPlan['wanted'] {
  const receivers = others.filter((id) => isStopped(track, id, reports))
  if (receivers.length === 0) return []
  const rates = receivers.map((id) => reports.get(id)?.receiveBps)
  const known = [...rates, reports.get(track.participant)?.sendBps].filter(
    (bps) => bps !== undefined,
  )
  return [{ track: track.id, bytes: stillBytes(Math.min(...known)) }]
}

/** There is no room for it, with the receiver or with the sender. */
function isStopped(
  { participant }: TrackState,
  receiver: ParticipantId,
  reports: ReadonlyMap<ParticipantId, NetworkReport>,
): boolean {
  const isReceiverLimited = reports.get(receiver)?.receiveBps !== undefined
  return isReceiverLimited || reports.get(participant)?.sendBps !== undefined
}

function isLimited(report: NetworkReport | undefined): boolean {
  return report?.receiveBps !== undefined || report?.sendBps !== undefined
}

function isWeak(report: NetworkReport | undefined): boolean {
  return report?.isWeak === true || isLimited(report)
}
