import type { RoomId, TenantId } from '@visavis/protocol'
import type { Database } from '../database/index.ts'

export interface SealedEvent {
  readonly type: string
  readonly actor: string
  readonly text: string
}

/** Events that go in together, or not at all, checked and sealed. */
export interface AppendGroup {
  readonly tenant: TenantId
  readonly room: RoomId
  readonly events: readonly SealedEvent[]
  readonly expected?: number | undefined
  readonly key?: string | undefined
  readonly create?: boolean | undefined
}

/** `seq`, `at`, `size`: the group's first event and its events' number; for a conflict `seq` is the head. */
export interface GroupResult {
  readonly status: 'ok' | 'duplicate' | 'conflict' | 'closed' | 'not-found'
  readonly seq: number
  readonly at: number
  readonly size: number
}

/** Appends all groups in one round trip. Groups of a room stand together, rooms in order. */
export async function appendGroups(
  database: Database,
  groups: readonly AppendGroup[],
): Promise<readonly GroupResult[]> {
  const { rows } = await database.pool.query<GroupResult>({
    name: 'append-events',
    text: 'select status, seq, at, size from append_events($1::jsonb)',
    values: [JSON.stringify(groups.map(toJson))],
  })
  if (rows.length !== groups.length) throw new Error('append_events answered for other groups.')
  return rows
}

function toJson({ tenant, room, events, expected, key, create }: AppendGroup) {
  const rows = events.map(({ type, actor, text }) => [type, actor, text])
  return { tenant, room, expected, key, create, events: rows }
}
