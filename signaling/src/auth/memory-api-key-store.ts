import type { TenantId } from '@visavis/protocol'
import type { ApiKeyRecord, ApiKeyStore } from './api-key-store.ts'

/** Forgets everything with the process: for tests. */
export function memoryApiKeyStore(tenants: readonly TenantId[] = []): ApiKeyStore {
  const known = new Set(tenants)
  const records = new Map<string, ApiKeyRecord>()
  return {
    createTenant: async ({ id }) => !known.has(id) && Boolean(known.add(id)),
    hasTenant: async (tenant) => known.has(tenant),
    tenants: async () => [...known],
    insert: async (record) => void records.set(record.id, record),
    find: async (id) => records.get(id),
    list: async (tenant) => [...records.values()].filter((record) => record.tenant === tenant),
    revoke: async (tenant, id, at) => {
      const record = records.get(id)
      if (record?.tenant !== tenant) return false
      records.set(id, { ...record, revokedAt: record.revokedAt ?? at })
      return true
    },
  }
}
