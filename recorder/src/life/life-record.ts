import { PersonId, RecordingId, TenantId, VisavisError } from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'

const Time = Type.Integer()
/** Who did it, as the tenant names their people. */
const Actor = Type.String({ minLength: 1, maxLength: 200 })

/** Proof of what was deleted, and that nothing of it can be read any more. */
export const DeletionReceipt = Type.Object({
  id: Type.String(),
  tenant: TenantId,
  recording: RecordingId,
  /** Whose data; `null` for everybody's. */
  person: Type.Union([PersonId, Type.Null()]),
  because: Type.Union([Type.Literal('erasure'), Type.Literal('retention')]),
  by: Actor,
  at: Time,
  /** What was deleted, as it was stored. */
  files: Type.Array(
    Type.Object({ name: Type.String(), sha256: Type.Union([Type.String(), Type.Null()]) }),
  ),
  /** People whose keys were destroyed: copies of the files cannot be opened any more either. */
  keysDestroyed: Type.Array(PersonId),
})
export type DeletionReceipt = Type.Static<typeof DeletionReceipt>

const LegalHold = Type.Object({
  by: Actor,
  reason: Type.String({ minLength: 1, maxLength: 500 }),
  at: Time,
  /** It ends with the second person's. */
  releases: Type.Array(Type.Object({ by: Actor, at: Time })),
})
export type LegalHold = Type.Static<typeof LegalHold>

/** What became of a recording after it was made. */
export const LifeRecord = Type.Object({
  hold: Type.Union([LegalHold, Type.Null()]),
  receipts: Type.Array(DeletionReceipt),
})
export type LifeRecord = Type.Static<typeof LifeRecord>

const check = Compile(LifeRecord)

/** Throws `recording-damaged`. */
export function checkLifeRecord(record: unknown): LifeRecord {
  if (check.Check(record)) return record
  throw new VisavisError('recording-damaged', { detail: 'Its hold and receipts cannot be read.' })
}
