import type { PersonId, TenantId, TicketId } from '@visavis/protocol'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { NewTicket, TicketClaim, TicketRecord, TicketStore } from '../ports.ts'
import { NOW } from '../sessions/directory/sql-session-directory.ts'

/** Longer than an append waits for a database that restarts. */
const CLAIM_MS = 10_000

const IS_UNCLAIMED = sql<boolean>`status = 'waiting'
  and (claimed_at is null or claimed_at <= ${sql.raw(NOW)} - ${sql.lit(CLAIM_MS)})`

/** Tickets as rows. An update that finds its row unclaimed is what lets one advisor try to enter. */
export class SqlTicketStore implements TicketStore {
  readonly #db: Kysely<Schema>

  constructor(db: Kysely<Schema>) {
    this.#db = db
  }

  async put({ ticket, status, isAway, seq }: TicketRecord): Promise<boolean> {
    const { id, tenant, room, locale, product, priority, openedAt } = ticket
    const written = await this.#db
      .insertInto('tickets')
      .values({
        id,
        tenant,
        room,
        locale,
        product: product && JSON.stringify(product),
        priority,
        opened_at: openedAt,
        status,
        is_away: isAway,
        seq,
      })
      .onConflict((known) =>
        known
          .column('id')
          .doUpdateSet({
            status: ({ ref }) => ref('excluded.status'),
            is_away: ({ ref }) => ref('excluded.is_away'),
            seq: ({ ref }) => ref('excluded.seq'),
          })
          .whereRef('tickets.seq', '<', 'excluded.seq'),
      )
      .returning('id')
      .executeTakeFirst()
    return written !== undefined
  }

  async claim(tenant: TenantId, id: TicketId, person: PersonId): Promise<TicketClaim> {
    const won = await this.#db
      .updateTable('tickets')
      .set({ accepted_by: person, claimed_at: sql<number>`${sql.raw(NOW)}` })
      .where('id', '=', id)
      .where('tenant', '=', tenant)
      .where(IS_UNCLAIMED)
      .returning('room')
      .executeTakeFirst()
    if (won) return { status: 'claimed', room: won.room }
    return { status: (await this.#exists(tenant, id)) ? 'taken' : 'not-found' }
  }

  async release(tenant: TenantId, id: TicketId, person: PersonId): Promise<void> {
    await this.#db
      .updateTable('tickets')
      .set({ accepted_by: null, claimed_at: null })
      .where('id', '=', id)
      .where('tenant', '=', tenant)
      .where('accepted_by', '=', person)
      .execute()
  }

  async waiting(tenant: TenantId, limit: number): Promise<readonly NewTicket[]> {
    const rows = await this.#db
      .selectFrom('tickets')
      .select(['id', 'tenant', 'room', 'locale', 'product', 'priority', 'opened_at'])
      .where('tenant', '=', tenant)
      .where(IS_UNCLAIMED)
      .where('is_away', '=', false)
      .orderBy('priority', 'desc')
      .orderBy('opened_at')
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map(({ opened_at: openedAt, ...row }) => ({ ...row, openedAt }))
  }

  async #exists(tenant: TenantId, id: TicketId): Promise<boolean> {
    const row = await this.#db
      .selectFrom('tickets')
      .select('id')
      .where('id', '=', id)
      .where('tenant', '=', tenant)
      .executeTakeFirst()
    return row !== undefined
  }
}
