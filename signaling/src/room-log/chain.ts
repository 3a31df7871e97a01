import { createHash } from 'node:crypto'
import type { RoomId, TenantId } from '@visavis/protocol'

/** One event as the chain sees it. */
export interface ChainRow {
  readonly seq: number
  readonly at: number
  readonly type: string
  readonly actor: string
  /** `null` when the body was removed: the chain holds its hash alone. */
  readonly body: string | null
  readonly body_hash: Buffer
  readonly prev_hash: Buffer
  readonly hash: Buffer
}

/** Where a room's chain begins: bound to its tenant and its name. */
export function genesisHash(tenant: TenantId, room: RoomId): Buffer {
  return sha256(Buffer.from(['v1', tenant, room].join('\n')))
}

/** What is wrong with an event that should be number `seq` after one with the hash `previous`. */
export function checkRow(
  room: RoomId,
  row: ChainRow,
  seq: number,
  previous: Buffer,
): string | undefined {
  if (row.seq !== seq) return 'event-missing'
  if (row.body !== null && !sha256(Buffer.from(row.body)).equals(row.body_hash))
    return 'body-changed'
  if (!row.prev_hash.equals(previous)) return 'out-of-order'
  const line = ['v1', room, row.seq, row.at, row.type, row.actor].join('\n')
  const expected = sha256(Buffer.concat([previous, row.body_hash, Buffer.from(line)]))
  return expected.equals(row.hash) ? undefined : 'event-changed'
}

function sha256(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}
