import type { ParticipantId, RoomId, SessionId, TenantId } from '@visavis/protocol'
import type pg from 'pg'
import type { Database } from '../../database/index.ts'
import {
  BLINK_MS,
  type CallElsewhere,
  type Claim,
  type Claimed,
  type Desks,
  type NewSession,
  type Owned,
  type SessionChange,
  type SessionDirectory,
  type SessionPlace,
  type SessionRecord,
  type TakenPlace,
  type Takeover,
} from './session-directory.ts'

/** Unix milliseconds by the database's clock: those of the processes differ. */
export const NOW = 'floor(extract(epoch from clock_timestamp()) * 1000)::bigint'

/** Shared by all processes on one database. A statement decides whose a session is; Redis has no part in it. */
export class SqlSessionDirectory implements SessionDirectory {
  readonly instance: string
  readonly isShared = true
  readonly #pool: pg.Pool

  constructor({ pool }: Pick<Database, 'pool'>, instance: string) {
    this.#pool = pool
    this.instance = instance
  }

  async open({ id, tenant, person, proof }: NewSession): Promise<void> {
    const text = `insert into sessions (id, tenant, person, instance, proof) values ($1, $2, $3, $4, $5)`
    await this.#ask('session-open', text, [id, tenant, person, this.instance, proof])
  }

  async claim({ id, tenant, person, proof, next }: Claim): Promise<Claimed | undefined> {
    const values = [id, tenant, person, proof, this.instance, next]
    const [row] = await this.#ask<SessionRow & { previous: string }>('session-claim', CLAIM, values)
    return row && { ...toRecord(row), previous: row.previous }
  }

  async update({ id, epoch }: Owned, change: SessionChange): Promise<boolean> {
    const { place, isInside = place === undefined ? null : place !== null, desk, isAway } = change
    const rows = await this.#ask('session-update', UPDATE, [
      id,
      this.instance,
      epoch,
      place !== undefined,
      place?.room ?? null,
      place?.participant ?? null,
      isInside,
      desk?.watchesQueue ?? null,
      desk?.takesCalls ?? null,
      isAway ?? null,
    ])
    return rows.length === 1
  }

  async end({ id, epoch }: Owned): Promise<boolean> {
    const text = `update sessions set ending_since = coalesce(ending_since, ${NOW})
                  where id = $1 and instance = $2 and epoch = $3 returning id`
    return (await this.#ask('session-end', text, [id, this.instance, epoch])).length === 1
  }

  async forget(id: SessionId): Promise<void> {
    const text = 'delete from sessions where id = $1 and instance = $2'
    await this.#ask('session-forget', text, [id, this.instance])
  }

  async inCall(
    session: Pick<SessionRecord, 'id' | 'tenant' | 'person'>,
  ): Promise<CallElsewhere | undefined> {
    const { id, tenant, person } = session
    const [row] = await this.#ask<CallElsewhere>('session-in-call', IN_CALL, [tenant, person, id])
    return row
  }

  async takeSeatAlone(
    { id, tenant, person, epoch }: Takeover['session'],
    { room, participant }: SessionPlace,
  ): Promise<boolean> {
    const values = [tenant, person, id, this.instance, epoch, room, participant]
    return (await this.#ask('session-take-seat-alone', TAKE_SEAT_ALONE, values)).length === 1
  }

  async takePlace({ session, room }: Takeover): Promise<TakenPlace | undefined> {
    const { id, tenant, person, epoch } = session
    const values = [tenant, person, room, id, this.instance, epoch]
    const [row] = await this.#ask<TakenPlace>('session-take-place', TAKE_PLACE, values)
    return row
  }

  async desks(tenant: TenantId): Promise<Desks> {
    const [row] = await this.#ask<Desks>('session-desks', DESKS, [tenant, BLINK_MS])
    return row ?? { taking: 0, free: 0 }
  }

  async #ask<Row extends pg.QueryResultRow>(
    name: string,
    text: string,
    values: readonly unknown[],
  ): Promise<Row[]> {
    return (await this.#pool.query<Row>({ name, text, values: [...values] })).rows
  }
}

/** As far as other processes want to know it. */
export interface SessionRow {
  readonly id: SessionId
  readonly tenant: SessionRecord['tenant']
  readonly person: SessionRecord['person']
  readonly epoch: number
  readonly room: RoomId | null
  readonly participant: ParticipantId | null
  readonly watches_queue: boolean
  readonly takes_calls: boolean
}

export const SESSION_COLUMNS =
  's.id, s.tenant, s.person, s.epoch, s.room, s.participant, s.watches_queue, s.takes_calls'

export function toRecord(row: SessionRow): SessionRecord {
  const { id, tenant, person, epoch, room, participant } = row
  return {
    id,
    tenant,
    person,
    epoch,
    place: room && participant ? { room, participant } : undefined,
    watchesQueue: row.watches_queue,
    takesCalls: row.takes_calls,
  }
}

const CLAIM = `
with before as (
  select id, instance from sessions
  where id = $1 and tenant = $2 and person = $3 and proof = $4 and ending_since is null
  for update
)
update sessions s set instance = $5, epoch = s.epoch + 1, proof = $6, away_since = null
from before where s.id = before.id
returning ${SESSION_COLUMNS}, before.instance as previous`

const UPDATE = `
update sessions set
  room = case when $4::boolean then $5::text else room end,
  participant = case when $4::boolean then $6::text else participant end,
  is_inside = coalesce($7::boolean, is_inside),
  watches_queue = coalesce($8::boolean, watches_queue),
  takes_calls = coalesce($9::boolean, takes_calls),
  away_since = case when $10::boolean then ${NOW} when not $10::boolean then null else away_since end
where id = $1 and instance = $2 and epoch = $3
returning id`

const IN_CALL = `
select id as session, room from sessions
where tenant = $1 and person = $2 and id <> $3 and is_inside and ending_since is null
limit 1`

/** Locking waits for the person's other statements, and reads the rows as those left them. */
const TAKE_SEAT_ALONE = `
with own as (
  select id, is_inside, ending_since from sessions
  where tenant = $1 and person = $2
  order by id
  for update
)
update sessions set room = $6, participant = $7, is_inside = true
where id = $3 and instance = $4 and epoch = $5
  and not exists (select from own where own.id <> $3 and own.is_inside and own.ending_since is null)
returning id`

const TAKE_PLACE = `
with other as (
  delete from sessions
  where tenant = $1 and person = $2 and room = $3 and id <> $4 and is_inside and ending_since is null
    and exists (select from sessions o where o.id = $4 and o.instance = $5 and o.epoch = $6)
  returning id, participant, instance
)
update sessions s set room = $3, participant = other.participant, is_inside = true
from other where s.id = $4 and s.instance = $5 and s.epoch = $6
returning other.id as session, other.participant, other.instance`

/** Not those of a process that may be dead. */
const DESKS = `
select count(*)::int as taking, count(*) filter (where not s.is_inside)::int as free
from sessions s join instances i on i.id = s.instance
where s.tenant = $1 and s.takes_calls and s.watches_queue and s.ending_since is null
  and coalesce(s.away_since > ${NOW} - $2::bigint, true) and i.seen_at > ${NOW} - $2::bigint`
