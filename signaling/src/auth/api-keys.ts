import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type TenantId, VisavisError } from '@visavis/protocol'
import type { ApiKeyRecord, ApiKeyStore } from './api-key-store.ts'

/** How long a key that another process revoked may still work here. */
const CACHE_MS = 5_000
const MAX_CACHED = 10_000
const SHAPE = /^vvk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/
/** Compared against when there is no such key, so that both answers take as long. */
const NO_HASH = Buffer.alloc(32)

export interface ApiKeysOptions {
  readonly store: ApiKeyStore
  readonly now?: () => number
}

interface Cached {
  readonly record: ApiKeyRecord | undefined
  readonly until: number
}

/** Keys of tenants' backends: `vvk_<id>_<secret>`. Only a hash of the secret is stored. */
export class ApiKeys {
  readonly #store: ApiKeyStore
  readonly #now: () => number
  readonly #cache = new Map<string, Cached>()

  constructor({ store, now = Date.now }: ApiKeysOptions) {
    this.#store = store
    this.#now = now
  }

  /** The only time that the key is seen. Throws `not-found` when there is no such tenant. */
  async create(tenant: TenantId, name: string): Promise<{ id: string; key: string }> {
    if (!(await this.#store.hasTenant(tenant))) throw new VisavisError('not-found')
    const id = randomBytes(8).toString('hex')
    const secret = randomBytes(32).toString('base64url')
    await this.#store.insert({
      id,
      tenant,
      name,
      secretHash: hashOf(secret),
      createdAt: this.#now(),
      revokedAt: null,
    })
    return { id, key: `vvk_${id}_${secret}` }
  }

  /** The tenant that a key belongs to, or `api-key-invalid`. */
  async tenantOf(key: string): Promise<TenantId> {
    const [, id = '', secret = ''] = SHAPE.exec(key) ?? []
    const record = id ? await this.#find(id) : undefined
    const same = timingSafeEqual(hashOf(secret), record?.secretHash ?? NO_HASH)
    if (!same || !record || record.revokedAt !== null) throw new VisavisError('api-key-invalid')
    return record.tenant
  }

  list(tenant: TenantId): Promise<readonly ApiKeyRecord[]> {
    return this.#store.list(tenant)
  }

  async revoke(tenant: TenantId, id: string): Promise<boolean> {
    const found = await this.#store.revoke(tenant, id, this.#now())
    this.#cache.delete(id)
    return found
  }

  async #find(id: string): Promise<ApiKeyRecord | undefined> {
    const cached = this.#cache.get(id)
    if (cached && cached.until > this.#now()) return cached.record
    const record = await this.#store.find(id)
    if (this.#cache.size >= MAX_CACHED) this.#cache.clear()
    this.#cache.set(id, { record, until: this.#now() + CACHE_MS })
    return record
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
