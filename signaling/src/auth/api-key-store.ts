import type { TenantId } from '@visavis/protocol'

export interface ApiKeyRecord {
  readonly id: string
  readonly tenant: TenantId
  /** For operators: what the key is for. */
  readonly name: string
  readonly secretHash: Uint8Array
  /** Unix time in milliseconds. */
  readonly createdAt: number
  readonly revokedAt: number | null
}

export interface NewTenant {
  readonly id: TenantId
  /** For operators. */
  readonly name: string
  /** Unix time in milliseconds. */
  readonly createdAt: number
}

/** Tenants and their API keys, durable. */
export interface ApiKeyStore {
  /** `false` when there already is one of that id. */
  createTenant(tenant: NewTenant): Promise<boolean>
  hasTenant(tenant: TenantId): Promise<boolean>
  tenants(): Promise<readonly TenantId[]>
  insert(record: ApiKeyRecord): Promise<void>
  find(id: string): Promise<ApiKeyRecord | undefined>
  list(tenant: TenantId): Promise<readonly ApiKeyRecord[]>
  /** `false` when the tenant has no such key. Revoking twice changes nothing. */
  revoke(tenant: TenantId, id: string, at: number): Promise<boolean>
}
