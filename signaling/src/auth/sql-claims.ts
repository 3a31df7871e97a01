import type { Database } from '../database/index.ts'

/** What may happen once, in all processes on one database: remembered through restarts of anything else. */
export class SqlClaims {
  readonly #pool: Database['pool']

  constructor({ pool }: Pick<Database, 'pool'>) {
    this.#pool = pool
  }

  async claimOnce(name: string, ttlMs: number): Promise<boolean> {
    const { rows } = await this.#pool.query({
      name: 'claim-once',
      text: CLAIM,
      values: [name, Math.ceil(ttlMs)],
    })
    return rows.length === 1
  }
}

const NOW = 'floor(extract(epoch from clock_timestamp()) * 1000)::bigint'

const CLAIM = `
insert into claims (name, expires_at) values ($1, ${NOW} + $2::bigint)
on conflict (name) do update set expires_at = excluded.expires_at where claims.expires_at <= ${NOW}
returning name`
