import {
  AUDIT_LOG_PREFIX,
  LIMITS,
  type RoomId,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import type { Database } from '../database/index.ts'
import type { StoredEvent } from './bus.ts'
import type { LogHeads, RoomRow } from './room-log.ts'

interface EventRow extends StoredEvent {
  readonly seq: number
}

/** The room's row comes along, empty of events or not: that tells an absent room from one without news. */
const READ = `
select e.seq, e.at, e.type, e.actor, e.body
from rooms r left join room_events e
  on e.room_id = r.id and e.seq > $3 and e.seq <= greatest($3, r.base_seq) + $4
where r.id = $1 and r.tenant = $2 and r.deleted_at is null
order by e.room_id, e.seq`

/** Rejects with `not-found` when the tenant has no such room. */
export async function readStored(
  { pool }: Database,
  query: { tenant: TenantId; room: RoomId; after: number; limit?: number },
): Promise<readonly StoredEvent[]> {
  const { tenant, room, after, limit = LIMITS.eventsPerPage } = query
  const { rows } = await pool.query<EventRow | { seq: null }>({
    name: 'read-events',
    text: READ,
    values: [room, tenant, after, Math.min(limit, LIMITS.eventsPerPage)],
  })
  if (rows.length === 0) throw new VisavisError('not-found')
  return rows.filter((row): row is EventRow => row.seq !== null)
}

export interface Head {
  readonly tenant: TenantId
  readonly room: RoomId
  readonly head: number
}

export async function readHeads(
  { pool }: Database,
  rooms: readonly RoomId[],
): Promise<readonly Head[]> {
  const { rows } = await pool.query<Head>({
    name: 'read-heads',
    text: 'select tenant, id as room, head_seq as head from rooms where id = any($1::text[])',
    values: [rooms],
  })
  return rows
}

const TENANT_HEADS = `
select floor(extract(epoch from statement_timestamp()) * 1000)::bigint as now, r.id as room, r.head_seq as head, r.head_at as at
from (select 1) as one left join rooms r on r.id = any($2::text[]) and r.tenant = $1 and r.deleted_at is null`

export async function readTenantHeads(
  { pool }: Database,
  tenant: TenantId,
  rooms: readonly RoomId[],
): Promise<LogHeads> {
  type Row = { now: number; room: RoomId | null; head: number; at: number }
  const { rows } = await pool.query<Row>({
    name: 'read-tenant-heads',
    text: TENANT_HEADS,
    values: [tenant, rooms],
  })
  const heads = rows.flatMap(({ room, head, at }) => (room ? [{ room, head, at }] : []))
  return { now: rows[0]?.now ?? 0, heads }
}

export async function readRoom(
  { db }: Database,
  tenant: TenantId,
  room: RoomId,
): Promise<RoomRow | undefined> {
  const row = await selectRooms(db, tenant).where('id', '=', room).executeTakeFirst()
  return row && toRoomRow(row)
}

const AUDIT_LOGS = `${AUDIT_LOG_PREFIX}%`

/** Newest first. Audit logs are none. */
export async function listRooms(
  { db }: Database,
  tenant: TenantId,
  query: { open?: boolean; limit: number; before?: RoomId },
): Promise<readonly RoomRow[]> {
  const { open, limit, before } = query
  const rows = await selectRooms(db, tenant)
    .where('id', 'not like', AUDIT_LOGS as RoomId)
    .$if(open !== undefined, (select) => select.where('closed_at', open ? 'is' : 'is not', null))
    .$if(before !== undefined, (select) =>
      select.where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple('created_at', 'id'),
          '<',
          selectFrom('rooms as mark')
            .select(['mark.created_at', 'mark.id'])
            .where('mark.id', '=', before as RoomId)
            .where('mark.tenant', '=', tenant)
            .$asTuple('created_at', 'id'),
        ),
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toRoomRow)
}

/** Rooms that have not ended, in every tenant. */
export async function listOpenRooms({
  db,
}: Database): Promise<readonly { tenant: TenantId; room: RoomId }[]> {
  return await db
    .selectFrom('rooms')
    .select(['tenant', 'id as room'])
    .where('closed_at', 'is', null)
    .where('deleted_at', 'is', null)
    .where('id', 'not like', AUDIT_LOGS as RoomId)
    .execute()
}

type SelectedRoom = Awaited<ReturnType<ReturnType<typeof selectRooms>['execute']>>[number]

function selectRooms(db: Database['db'], tenant: TenantId) {
  return db
    .selectFrom('rooms')
    .select(['id', 'tenant', 'head_seq', 'created_at', 'closed_at'])
    .where('tenant', '=', tenant)
    .where('deleted_at', 'is', null)
}

function toRoomRow(row: SelectedRoom): RoomRow {
  return {
    room: row.id,
    tenant: row.tenant,
    head: row.head_seq,
    createdAt: row.created_at,
    closedAt: row.closed_at,
  }
}
