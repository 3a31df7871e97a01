import type {
  PartEnd,
  PersonId,
  RecordedPart,
  RecordedTrack,
  RecordingManifest,
} from '@visavis/protocol'

/** Why there is nothing to see or hear. */
export type GapLook =
  /** A pause, or a consent that was missing. */
  | 'paused'
  /** Media that should be there and is not. */
  | 'lost'
  /** Not there yet, not any more, or without a camera. */
  | 'absent'

/** Milliseconds from the beginning of the composite. */
export type Stretch = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'part'; readonly part: PlacedPart; readonly skipMs: number }
  | { readonly kind: 'gap'; readonly look: GapLook }
)

export interface PlacedPart {
  readonly manifest: RecordingManifest
  readonly part: RecordedPart
}

/** What one person shows, or lets hear, from one source, without a hole from beginning to end. */
export interface Lane {
  readonly person: PersonId
  readonly kind: 'picture' | 'voice'
  readonly stretches: readonly Stretch[]
}

export interface Timeline {
  /** Unix milliseconds. */
  readonly startsAt: number
  readonly lengthMs: number
  readonly lanes: readonly Lane[]
}

/** What the last frame of a part lasts. */
const LAST_FRAME_MS = 33

const LOOKS: Readonly<Record<PartEnd, GapLook>> = {
  rotated: 'lost',
  'track-ended': 'absent',
  paused: 'paused',
  consent: 'paused',
  stopped: 'absent',
  'log-unreachable': 'lost',
  'media-lost': 'lost',
  'recorder-lost': 'lost',
  storage: 'lost',
}

interface Source {
  readonly track: RecordedTrack
  readonly parts: PlacedPart[]
}

/** Everything of a recording on one line of time, over all takes. `undefined` where nothing is recorded. */
export function timelineOf(
  manifests: readonly RecordingManifest[],
  isThere: (person: PersonId) => boolean = () => true,
): Timeline | undefined {
  const sources = sourcesOf(manifests).filter(({ track }) => isThere(track.person))
  const parts = sources.flatMap((source) => source.parts)
  if (parts.length === 0) return undefined
  const startsAt = Math.min(...parts.map(({ part }) => part.startsAt))
  const lengthMs = Math.max(...parts.map(({ part }) => part.endsAt + LAST_FRAME_MS)) - startsAt
  const lanes = sources.map((source) => laneOf(source, startsAt, lengthMs))
  return { startsAt, lengthMs, lanes: [...lanes, ...emptyLanes(lanes, lengthMs)] }
}

/** A person's camera is one source, however often it was opened. */
function sourcesOf(manifests: readonly RecordingManifest[]): Source[] {
  const sources = new Map<string, Source>()
  for (const manifest of manifests) {
    for (const part of manifest.parts) {
      const track = manifest.tracks.find((one) => one.track === part.track)
      if (!track || part.frames === 0) continue
      const key = `${track.person} ${track.source}`
      const source = sources.get(key) ?? { track, parts: [] }
      sources.set(key, source)
      source.parts.push({ manifest, part })
    }
  }
  for (const { parts } of sources.values()) parts.sort((a, b) => a.part.startsAt - b.part.startsAt)
  const first = ({ parts }: Source) => parts[0]?.part.startsAt ?? 0
  return [...sources.values()].sort((one, other) => first(one) - first(other))
}

function laneOf({ track, parts }: Source, startsAt: number, lengthMs: number): Lane {
  const stretches: Stretch[] = []
  let at = 0
  let look: GapLook = 'absent'
  const fillTo = (to: number) => {
    if (to > at) stretches.push({ kind: 'gap', from: at, to, look })
    at = Math.max(at, to)
  }
  for (const placed of parts) {
    const from = placed.part.startsAt - startsAt
    const to = placed.part.endsAt + LAST_FRAME_MS - startsAt
    fillTo(from)
    // What two files have of the same moment is shown once.
    if (to > at) {
      stretches.push({ kind: 'part', from: at, to, part: placed, skipMs: at - from })
      at = to
    }
    look = LOOKS[placed.part.endedBy]
  }
  fillTo(lengthMs)
  const kind = track.kind === 'video' ? 'picture' : 'voice'
  return { person: track.person, kind, stretches }
}

/** Whoever is only heard has a place too. */
function emptyLanes(lanes: readonly Lane[], lengthMs: number): Lane[] {
  const seen = new Set(lanes.filter(({ kind }) => kind === 'picture').map(({ person }) => person))
  const heard = new Set(lanes.map(({ person }) => person))
  const stretch: Stretch = { kind: 'gap', from: 0, to: lengthMs, look: 'absent' }
  return [...heard]
    .filter((person) => !seen.has(person))
    .map((person): Lane => ({ person, kind: 'picture', stretches: [stretch] }))
}
