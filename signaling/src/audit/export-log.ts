import type { RoomId, TenantId } from '@visavis/protocol'
import type { Database } from '../database/index.ts'
import type { ChainRow } from '../room-log/chain.ts'
import { PAGE, readChain, readHead } from '../room-log/verify-chain.ts'
import type { ExportedEvent, ExportedRoom } from './audit-export.ts'

/** Lines of an export of one room. Rejects with `not-found`. */
export async function* exportRoom(
  database: Database,
  tenant: TenantId,
  room: RoomId,
  { isWholeTenant = false } = {},
): AsyncGenerator<string> {
  const head = await readHead(database, tenant, room)
  const first: ExportedRoom = {
    format: 'visavis-audit-1',
    tenant,
    room,
    baseSeq: head.base_seq,
    baseHash: head.base_hash.toString('hex'),
    headSeq: head.head_seq,
    headHash: head.head_hash.toString('hex'),
    ...(isWholeTenant && { isWholeTenant }),
  }
  yield JSON.stringify(first)
  for (let seq = head.base_seq; seq < head.head_seq; ) {
    const rows = await readChain(database, room, seq, Math.min(seq + PAGE, head.head_seq))
    for (const row of rows) yield JSON.stringify(exported(row))
    seq = rows.at(-1)?.seq ?? head.head_seq
  }
}

/** Of every room of the tenant, oldest first. */
export async function* exportTenant(database: Database, tenant: TenantId): AsyncGenerator<string> {
  const rooms = await database.db
    .selectFrom('rooms')
    .select('id')
    .where('tenant', '=', tenant)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  for (const { id } of rooms) yield* exportRoom(database, tenant, id, { isWholeTenant: true })
}

function exported({ seq, at, type, actor, body, ...hashes }: ChainRow): ExportedEvent {
  return {
    seq,
    at,
    type,
    actor,
    body,
    bodyHash: hashes.body_hash.toString('hex'),
    prevHash: hashes.prev_hash.toString('hex'),
    hash: hashes.hash.toString('hex'),
  }
}
