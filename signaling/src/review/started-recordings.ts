import { RecordingId, type RoomId, type TenantId } from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Database } from '../database/index.ts'

export interface StartedRecording {
  readonly recording: RecordingId
  readonly room: RoomId
  readonly at: number
}

export interface StartedQuery {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly room?: RoomId | undefined
  /** Those that began before this one. */
  readonly before?: { readonly at: number; readonly room: RoomId } | undefined
  readonly limit: number
}

const body = Compile(Type.Object({ recording: RecordingId }))

const STARTED = `
select room_id as room, at, body from room_events
where tenant = $1 and type = 'recording-started' and at >= $2 and at < $3
  and ($4::text is null or room_id = $4) and (at, room_id) < ($5, $6)
order by at desc, room_id desc limit $7`

/** Recordings that began, newest first. Whether each of them was allowed to is for the fold to say. */
export async function startedRecordings(
  { pool }: Database,
  tenant: TenantId,
  { from = 0, to = Number.MAX_SAFE_INTEGER, room, before, limit }: StartedQuery,
): Promise<StartedRecording[]> {
  const { rows } = await pool.query<{ room: RoomId; at: number; body: string | null }>({
    name: 'started-recordings',
    text: STARTED,
    values: [
      ...[tenant, from, to, room ?? null],
      ...[before?.at ?? Number.MAX_SAFE_INTEGER, before?.room ?? '', limit],
    ],
  })
  return rows.flatMap(({ room, at, body: text }) => {
    const value: unknown = text && JSON.parse(text)
    return body.Check(value) ? [{ recording: value.recording, room, at }] : []
  })
}

/** Where a recording is. `undefined` where the tenant has none of this id. */
export async function roomOfRecording(
  { pool }: Database,
  tenant: TenantId,
  recording: RecordingId,
): Promise<RoomId | undefined> {
  const { rows } = await pool.query<{ room: RoomId }>({
    name: 'room-of-recording',
    text: `select room_id as room from room_events
           where tenant = $1 and type = 'recording-started' and body = $2 limit 1`,
    values: [tenant, JSON.stringify({ recording })],
  })
  return rows[0]?.room
}
