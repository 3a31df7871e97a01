import { RoomId, TenantId } from '@visavis/protocol'
import Type from 'typebox'

// An export is JSON Lines: a head for each room, then its events in order. Everything that is personal stays sealed.

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Count = Type.Integer({ minimum: 0 })

export const ExportedRoom = Type.Object({
  format: Type.Literal('visavis-audit-1'),
  tenant: TenantId,
  room: RoomId,
  /** Where the kept part begins: 0 and the genesis hash, until retention removed events. */
  baseSeq: Count,
  baseHash: Hash,
  headSeq: Count,
  headHash: Hash,
  /** The export has all rooms of the tenant: one that is not there is missing. */
  isWholeTenant: Type.Optional(Type.Boolean()),
})
export type ExportedRoom = Type.Static<typeof ExportedRoom>

export const ExportedEvent = Type.Object({
  seq: Type.Integer({ minimum: 1 }),
  at: Type.Integer(),
  type: Type.String(),
  actor: Type.String(),
  /** To the letter as it was hashed; `null` where it was erased. */
  body: Type.Union([Type.String(), Type.Null()]),
  bodyHash: Hash,
  prevHash: Hash,
  hash: Hash,
})
export type ExportedEvent = Type.Static<typeof ExportedEvent>
