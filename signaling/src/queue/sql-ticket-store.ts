import type { PersonId, RoomId, TenantId, TicketId } from '@visavis/protocol'
import type { Kysely } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { NewTicket, TicketAcceptance, TicketStore } from '../ports.ts'

/** Tickets as rows. An update that finds its row still waiting is what makes one advisor the winner. */
export class SqlTicketStore implements TicketStore {
  readonly #db: Kysely<Schema>

  constructor(db: Kysely<Schema>) {
    this.#db = db
  }

  async open({ id, tenant, room, locale, product, priority, openedAt }: NewTicket): Promise<void> {
    await this.#db
      .insertInto('tickets')
      .values({
        id,
        tenant,
        room,
        locale,
        product: product && JSON.stringify(product),
        priority,
        opened_at: openedAt,
      })
      .execute()
  }

  async accept(tenant: TenantId, id: TicketId, person: PersonId): Promise<TicketAcceptance> {
    const won = await this.#db
      .updateTable('tickets')
      .set({ status: 'accepted', accepted_by: person })
      .where('id', '=', id)
      .where('tenant', '=', tenant)
      .where('status', '=', 'waiting')
      .returning('room')
      .executeTakeFirst()
    if (won) return { status: 'accepted', room: won.room }
    return { status: (await this.#exists(tenant, id)) ? 'taken' : 'not-found' }
  }

  async reopen(tenant: TenantId, id: TicketId): Promise<void> {
    await this.#db
      .updateTable('tickets')
      .set({ status: 'waiting', accepted_by: null })
      .where('id', '=', id)
      .where('tenant', '=', tenant)
      .where('status', '=', 'accepted')
      .execute()
  }

  async closeOfRoom(tenant: TenantId, room: RoomId): Promise<void> {
    await this.#db
      .updateTable('tickets')
      .set({ status: 'closed' })
      .where('room', '=', room)
      .where('tenant', '=', tenant)
      .execute()
  }

  async setAway(tenant: TenantId, room: RoomId, isAway: boolean): Promise<void> {
    await this.#db
      .updateTable('tickets')
      .set({ is_away: isAway })
      .where('room', '=', room)
      .where('tenant', '=', tenant)
      .execute()
  }

  async waiting(tenant: TenantId, limit: number): Promise<readonly NewTicket[]> {
    const rows = await this.#db
      .selectFrom('tickets')
      .select(['id', 'tenant', 'room', 'locale', 'product', 'priority', 'opened_at'])
      .where('tenant', '=', tenant)
      .where('status', '=', 'waiting')
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
