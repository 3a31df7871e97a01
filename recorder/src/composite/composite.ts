import type { ErrorCode, PersonId, RecordingId, TenantId } from '@visavis/protocol'
import { PersonId as PersonIdSchema } from '@visavis/protocol'
import Type from 'typebox'

/** Which recording. */
export interface RecordingPlace {
  readonly tenant: TenantId
  readonly recording: RecordingId
}

/** One MP4 of a recording, as it is in the store: everybody beside each other, all voices mixed. */
export const Composite = Type.Object({
  id: Type.String(),
  /** Whoever is in it. It opens only as long as there are keys of all of them. */
  people: Type.Array(PersonIdSchema),
  madeAt: Type.Integer(),
  by: Type.String(),
  /** Unix milliseconds, by signaling's clock, of its first frame. */
  startsAt: Type.Integer(),
  lengthMs: Type.Integer(),
  /** Of the MP4. */
  plainBytes: Type.Integer(),
  /** Of the sealed file in the store, in hexadecimal. */
  sha256: Type.String(),
  /** Segments that were not what was sealed; the rest is in it. */
  damagedSegments: Type.Integer(),
})
export type Composite = Type.Static<typeof Composite>

export type CompositeState =
  /** `progress` from 0 to 1. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly progress: number }
  | { readonly kind: 'done'; readonly composite: Composite }
  /** `composite-unavailable`, `composite-failed`, `recording-erased`, `storage-full`, and whatever else has a name. */
  | { readonly kind: 'failed'; readonly error: ErrorCode }
  | { readonly kind: 'cancelled' }

/** Not known to other processes until it is done: what it made is in the store. One that made nothing is known for an hour after its end. */
export interface CompositeJob {
  /** Also the composite's, when there is one. */
  readonly id: string
  readonly recording: RecordingId
  readonly by: string
  readonly state: CompositeState
}

export interface CompositeRequest {
  /** As the tenant names their people. */
  readonly by: string
  /** Written below the pictures. Leave it out where a reviewer may not see names. */
  readonly names?: ReadonlyMap<PersonId, string>
}
