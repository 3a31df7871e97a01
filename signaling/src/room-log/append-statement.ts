import type { RoomId, TenantId } from '@visavis/protocol'
import { type Database, textArray } from '../database/index.ts'

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

const STATUSES = ['ok', 'duplicate', 'conflict', 'closed', 'not-found'] as const
const NUMBERS_PER_GROUP = 4

/** Appends all groups in one round trip. Groups of a room stand together, rooms in order. */
export async function appendGroups(
  { pool }: Database,
  groups: readonly AppendGroup[],
): Promise<readonly GroupResult[]> {
  const { rows } = await pool.query<[readonly string[]]>({
    name: 'append-events',
    text: 'select append_events($1::text[], $2::text[])',
    values: [textArray(groups.flatMap(toValues)), textArray(groups.flatMap(toTexts))],
    rowMode: 'array',
  })
  const answer = rows[0]?.[0] ?? []
  return groups.map((_, index) => toResult(answer, index * NUMBERS_PER_GROUP))
}

function toValues({ room, tenant, expected, key, create, events }: AppendGroup): (string | null)[] {
  const expectedSeq = expected === undefined ? null : String(expected)
  return [room, tenant, expectedSeq, key ?? null, create ? 'true' : null, String(events.length)]
}

function toTexts({ events }: AppendGroup): string[] {
  return events.flatMap(({ type, actor, text }) => [type, actor, text])
}

function toResult(answer: readonly string[], offset: number): GroupResult {
  const [status, seq, at, size] = answer.slice(offset, offset + NUMBERS_PER_GROUP).map(Number)
  const name = STATUSES[status ?? -1]
  if (name === undefined || seq === undefined || at === undefined || size === undefined) {
    throw new Error('append_events did not answer for every group.')
  }
  return { status: name, seq, at, size }
}
