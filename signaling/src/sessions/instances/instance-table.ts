import type { SessionId } from '@visavis/protocol'
import type pg from 'pg'
import type { Database } from '../../database/index.ts'
import type { Owned, SessionRecord } from '../directory/session-directory.ts'
import {
  NOW,
  SESSION_COLUMNS,
  type SessionRow,
  toRecord,
} from '../directory/sql-session-directory.ts'

/** A session whose process is gone. */
export interface Orphan extends SessionRecord {
  /** Milliseconds since its process was last heard of, or took its leave; since its client went, where that is longer. */
  readonly goneMs: number
  /** Whether the process died, rather than took its leave. */
  readonly isBereft: boolean
}

/** The processes on one database, and which of them are gone. Its clock is the only one that counts. */
export class InstanceTable {
  readonly #pool: pg.Pool
  readonly #instance: string

  constructor({ pool }: Pick<Database, 'pool'>, instance: string) {
    this.#pool = pool
    this.#instance = instance
  }

  /** `true` when this process was not known: new, or taken for dead. */
  async beat(): Promise<boolean> {
    const { rows } = await this.#pool.query<{ is_new: boolean }>({
      name: 'instance-beat',
      text: `insert into instances (id, seen_at) values ($1, ${NOW})
             on conflict (id) do update set seen_at = excluded.seen_at
             returning xmax = 0 as is_new`,
      values: [this.#instance],
    })
    return rows[0]?.is_new ?? true
  }

  /** Makes this process' what belonged to those not heard of for `leaseMs`, or to nobody. Each session goes to one taker. */
  async takeOrphans(leaseMs: number): Promise<readonly Orphan[]> {
    const { rows } = await this.#pool.query<OrphanRow>({
      name: 'instance-take-orphans',
      text: TAKE_ORPHANS,
      values: [this.#instance, leaseMs],
    })
    return rows.map((row) => ({
      ...toRecord(row),
      goneMs: row.gone_ms,
      isBereft: row.is_bereft,
    }))
  }

  /** Sessions of this process that end and did not get there in time. */
  async unfinished(forMs: number): Promise<readonly SessionRecord[]> {
    const { rows } = await this.#pool.query<SessionRow>({
      name: 'instance-unfinished',
      text: `select ${SESSION_COLUMNS} from sessions s
             where s.instance = $1 and s.ending_since < ${NOW} - $2::bigint`,
      values: [this.#instance, forMs],
    })
    return rows.map(toRecord)
  }

  async owned(): Promise<readonly Owned[]> {
    const text = 'select id, epoch from sessions where instance = $1'
    const values = [this.#instance]
    return (await this.#pool.query<Owned>({ name: 'instance-owned', text, values })).rows
  }

  /** Takes back what was taken from this process while it lived, as far as nobody continues it elsewhere. */
  async reclaim(sessions: readonly Owned[]): Promise<ReadonlyMap<SessionId, number>> {
    const { rows } = await this.#pool.query<Owned>({
      name: 'instance-reclaim',
      text: RECLAIM,
      values: [this.#instance, sessions.map(({ id }) => id), sessions.map(({ epoch }) => epoch)],
    })
    return new Map(rows.map(({ id, epoch }) => [id, epoch]))
  }

  /** This process goes: its sessions are anybody's. */
  async leave(): Promise<void> {
    await this.#pool.query(
      `update sessions set away_since = coalesce(away_since, ${NOW}) where instance = $1`,
      [this.#instance],
    )
    await this.#pool.query('delete from instances where id = $1', [this.#instance])
  }

  async forgetExpiredClaims(): Promise<void> {
    await this.#pool.query(`delete from claims where expires_at <= ${NOW}`)
  }
}

interface OrphanRow extends SessionRow {
  readonly gone_ms: number
  readonly is_bereft: boolean
}

/** What somebody else is taking at the moment is left to them. */
const TAKE_ORPHANS = `
with dead as (
  delete from instances where seen_at < ${NOW} - $2::bigint and id <> $1 returning id, seen_at
), orphans as (
  select o.id, dead.seen_at from sessions o left join dead on dead.id = o.instance
  where o.instance <> $1
    and (dead.id is not null or not exists (select from instances i where i.id = o.instance))
  for update of o skip locked
)
update sessions s
set instance = $1, epoch = s.epoch + 1, away_since = coalesce(s.away_since, orphans.seen_at, ${NOW})
from orphans where s.id = orphans.id
returning ${SESSION_COLUMNS},
  greatest(0, ${NOW} - least(s.away_since, coalesce(orphans.seen_at, s.away_since))) as gone_ms,
  orphans.seen_at is not null as is_bereft`

/** Only once taken, by one who found this process dead: a client that continued elsewhere has raised the epoch too. */
const RECLAIM = `
update sessions s set instance = $1, epoch = s.epoch + 1, away_since = null
from unnest($2::text[], $3::integer[]) as mine (id, epoch)
where s.id = mine.id and s.instance <> $1 and s.epoch = mine.epoch + 1
  and s.away_since is not null and s.ending_since is null
returning s.id, s.epoch`
