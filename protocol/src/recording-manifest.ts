import Type from 'typebox'
import { ParticipantId, PersonId, RecordingId, RoomId, TenantId, TrackId } from './ids.ts'
import { TrackKind, TrackSource } from './media.ts'
import { RecorderName } from './recording.ts'

// What a recorder has of a recording: one manifest for each take, that is each time that a recorder takes it. Times are
// Unix milliseconds by signaling's clock. People are pseudonyms.

const Time = Type.Integer()
const Pixels = Type.Integer({ minimum: 0 })
/** One segment of a path: nothing that leads anywhere else. */
export const FileName = Type.String({ pattern: '^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$' })

export const PartEnd = Type.Union([
  /** The next part goes on without a gap. */
  Type.Literal('rotated'),
  Type.Literal('track-ended'),
  Type.Literal('paused'),
  Type.Literal('consent'),
  Type.Literal('stopped'),
  /** Whether it might be recorded could not be asked. */
  Type.Literal('log-unreachable'),
  /** The media node went away, or the recorder lost signaling. */
  Type.Literal('media-lost'),
  /** The recorder died. */
  Type.Literal('recorder-lost'),
  Type.Literal('storage'),
])
export type PartEnd = Type.Static<typeof PartEnd>

export const RecordedTrack = Type.Object({
  track: TrackId,
  participant: ParticipantId,
  person: PersonId,
  kind: TrackKind,
  source: TrackSource,
})
export type RecordedTrack = Type.Static<typeof RecordedTrack>

/** A file with one track and no gap. */
export const RecordedPart = Type.Object({
  file: FileName,
  track: TrackId,
  format: Type.Union([Type.Literal('webm'), Type.Literal('mkv')]),
  /** As in RFC 6381. */
  codec: Type.String(),
  startsAt: Time,
  /** When its last frame began. */
  endsAt: Time,
  endedBy: PartEnd,
  /** Sizes of the picture from their times on. */
  sizes: Type.Array(Type.Object({ at: Time, width: Pixels, height: Pixels })),
  frames: Type.Integer({ minimum: 0 }),
  /** Of the file when it is opened. */
  plainBytes: Type.Integer({ minimum: 0 }),
  sealedBytes: Type.Integer({ minimum: 0 }),
  /** Of the file as it is stored, sealed, in hexadecimal. */
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  /** False where the recorder died: the file ends with its last whole segment. */
  isComplete: Type.Boolean(),
})
export type RecordedPart = Type.Static<typeof RecordedPart>

/** Nothing was recorded of anybody. */
export const RecordingPause = Type.Object({
  from: Time,
  to: Type.Union([Time, Type.Null()]),
  because: Type.Union([Type.Literal('requested'), Type.Literal('consent')]),
})
export type RecordingPause = Type.Static<typeof RecordingPause>

export const RecordingManifest = Type.Object({
  version: Type.Literal(1),
  tenant: TenantId,
  region: FileName,
  room: RoomId,
  recording: RecordingId,
  take: FileName,
  recorder: RecorderName,
  startedAt: Time,
  /** `null` while the recorder has it. */
  endedAt: Type.Union([Time, Type.Null()]),
  /** As the people in it were told. */
  retentionDays: Type.Integer({ minimum: 1 }),
  tracks: Type.Array(RecordedTrack),
  parts: Type.Array(RecordedPart),
  pauses: Type.Array(RecordingPause),
})
export type RecordingManifest = Type.Static<typeof RecordingManifest>

export interface RecordingGap {
  readonly track: TrackId
  readonly from: number
  readonly to: number
  readonly reason: PartEnd
}

/** What is missing of each track between its parts, over all takes. */
export function gapsOf(manifests: readonly RecordingManifest[]): RecordingGap[] {
  const parts = manifests.flatMap((manifest) => manifest.parts)
  const inOrder = parts.toSorted((one, other) => one.startsAt - other.startsAt)
  const last = new Map<TrackId, RecordedPart>()
  return inOrder.flatMap((part): RecordingGap[] => {
    const before = last.get(part.track)
    last.set(part.track, part)
    if (!before || before.endedBy === 'rotated' || part.startsAt <= before.endsAt) return []
    const { endsAt: from, endedBy: reason } = before
    return [{ track: part.track, from, to: part.startsAt, reason }]
  })
}
