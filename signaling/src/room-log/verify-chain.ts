import { type RoomId, type TenantId, VisavisError } from '@visavis/protocol'
import type { Database } from '../database/index.ts'
import { type ChainRow, checkRow, genesisHash } from './chain.ts'
import type { Verification } from './room-log.ts'

export const PAGE = 2_000

export interface ChainEnds {
  readonly base_seq: number
  readonly base_hash: Buffer
  readonly head_seq: number
  readonly head_hash: Buffer
  readonly last_seq: number | null
}

/** Rejects with `not-found` when the tenant has no such room. */
export async function verifyChain(
  database: Database,
  tenant: TenantId,
  room: RoomId,
): Promise<Verification> {
  const head = await readHead(database, tenant, room)
  if (head.base_seq === 0 && !head.base_hash.equals(genesisHash(tenant, room))) {
    return problem(0, 'base-changed')
  }
  let seq = head.base_seq
  let hash = head.base_hash
  while (seq < head.head_seq) {
    const page = await readChain(database, room, seq, Math.min(seq + PAGE, head.head_seq))
    if (page.length === 0)
      return problem(
        seq + 1,
        (await isAnyAfter(database, room, seq)) ? 'event-missing' : 'log-truncated',
      )
    for (const row of page) {
      const wrong = checkRow(room, row, seq + 1, hash)
      if (wrong !== undefined) return problem(seq + 1, wrong)
      seq = row.seq
      hash = row.hash
    }
  }
  if ((head.last_seq ?? 0) > head.head_seq) return problem(head.head_seq + 1, 'beyond-head')
  if (!hash.equals(head.head_hash)) return problem(seq, 'head-changed')
  return { ok: true, head: seq, hash: hash.toString('hex') }
}

/** Where a room's chain begins and ends. Rejects with `not-found`. */
export async function readHead(
  { pool }: Database,
  tenant: TenantId,
  room: RoomId,
): Promise<ChainEnds> {
  const { rows } = await pool.query<ChainEnds>(
    `select base_seq, base_hash, head_seq, head_hash,
            (select max(seq) from room_events where room_id = $1) as last_seq
     from rooms where id = $1 and tenant = $2`,
    [room, tenant],
  )
  if (rows[0] === undefined) throw new VisavisError('not-found')
  return rows[0]
}

/** A page of a room's chain, in order. */
export async function readChain(
  { pool }: Database,
  room: RoomId,
  after: number,
  upTo: number,
): Promise<readonly ChainRow[]> {
  const { rows } = await pool.query<ChainRow>(
    `select seq, at, type, actor, body, body_hash, prev_hash, hash from room_events
     where room_id = $1 and seq > $2 and seq <= $3 order by room_id, seq`,
    [room, after, upTo],
  )
  return rows
}

async function isAnyAfter({ pool }: Database, room: RoomId, seq: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    'select 1 from room_events where room_id = $1 and seq > $2 limit 1',
    [room, seq],
  )
  return (rowCount ?? 0) > 0
}

function problem(seq: number, name: string): Verification {
  return { ok: false, seq, problem: name }
}
