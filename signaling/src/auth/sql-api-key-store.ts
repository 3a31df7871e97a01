import type { TenantId } from '@visavis/protocol'
import type { Kysely, Selectable } from 'kysely'
import type { ApiKeysTable, Schema } from '../database/schema.ts'
import type { ApiKeyRecord, ApiKeyStore, NewTenant } from './api-key-store.ts'

/** Tenants and keys in the database. */
export class SqlApiKeyStore implements ApiKeyStore {
  readonly #db: Kysely<Schema>

  constructor(db: Kysely<Schema>) {
    this.#db = db
  }

  async createTenant({ id, name, createdAt }: NewTenant): Promise<boolean> {
    const made = await this.#db
      .insertInto('tenants')
      .values({ id, name, created_at: createdAt })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .execute()
    return made.length > 0
  }

  async hasTenant(tenant: TenantId): Promise<boolean> {
    const rows = this.#db.selectFrom('tenants').select('id').where('id', '=', tenant)
    return (await rows.execute()).length > 0
  }

  async tenants(): Promise<readonly TenantId[]> {
    const rows = await this.#db.selectFrom('tenants').select('id').orderBy('id').execute()
    return rows.map(({ id }) => id)
  }

  async insert({ id, tenant, name, secretHash, createdAt }: ApiKeyRecord): Promise<void> {
    const secret_hash = Buffer.from(secretHash)
    await this.#db
      .insertInto('api_keys')
      .values({ id, tenant, name, secret_hash, created_at: createdAt })
      .execute()
  }

  async find(id: string): Promise<ApiKeyRecord | undefined> {
    const row = await this.#db
      .selectFrom('api_keys')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return row && recordOf(row)
  }

  async list(tenant: TenantId): Promise<readonly ApiKeyRecord[]> {
    const rows = await this.#db
      .selectFrom('api_keys')
      .selectAll()
      .where('tenant', '=', tenant)
      .orderBy('created_at')
      .execute()
    return rows.map(recordOf)
  }

  async revoke(tenant: TenantId, id: string, at: number): Promise<boolean> {
    const revoked = await this.#db
      .updateTable('api_keys')
      .set(({ fn, val }) => ({ revoked_at: fn.coalesce('revoked_at', val(at)) }))
      .where('tenant', '=', tenant)
      .where('id', '=', id)
      .returning('id')
      .execute()
    return revoked.length > 0
  }
}

function recordOf(row: Selectable<ApiKeysTable>): ApiKeyRecord {
  const { id, tenant, name, secret_hash: secretHash } = row
  return { id, tenant, name, secretHash, createdAt: row.created_at, revokedAt: row.revoked_at }
}
