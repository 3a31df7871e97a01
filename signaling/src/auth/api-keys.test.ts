import type { TenantId } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { ApiKeys } from './api-keys.ts'
import { memoryApiKeyStore } from './memory-api-key-store.ts'

const acme = 'acme' as TenantId
const other = 'other' as TenantId
const refused = { code: 'api-key-invalid' }

test('a key belongs to its tenant, and only its hash is kept', async () => {
  const store = memoryApiKeyStore([acme])
  const keys = new ApiKeys({ store })
  const { id, key } = await keys.create(acme, 'shop backend')
  expect(key).toMatch(/^vvk_[0-9a-f]{16}_[\w-]{43}$/)
  expect(await keys.tenantOf(key)).toBe(acme)
  const secret = key.split('_').slice(2).join('_')
  expect(JSON.stringify(await store.find(id))).not.toContain(secret)
})

test('a key needs a tenant', async () => {
  const keys = new ApiKeys({ store: memoryApiKeyStore([acme]) })
  await expect(keys.create(other, 'x')).rejects.toMatchObject({ code: 'not-found' })
})

test.each([
  ['nothing', () => ''],
  ['no key', () => 'hello'],
  ['a key that was never made', () => `vvk_${'0'.repeat(16)}_${'A'.repeat(43)}`],
  ['another secret', (key: string) => `${key.slice(0, -2)}xx`],
  ['more after the key', (key: string) => `${key}x`],
])('refuses %s', async (_name, change) => {
  const keys = new ApiKeys({ store: memoryApiKeyStore([acme]) })
  const { key } = await keys.create(acme, 'shop backend')
  await expect(keys.tenantOf(change(key))).rejects.toMatchObject(refused)
})

test('a revoked key is refused at once here, and within seconds elsewhere', async () => {
  let now = 0
  const store = memoryApiKeyStore([acme, other])
  const keys = new ApiKeys({ store })
  const elsewhere = new ApiKeys({ store, now: () => now })
  const { id, key } = await keys.create(acme, 'shop backend')
  expect(await elsewhere.tenantOf(key)).toBe(acme)
  expect(await keys.revoke(other, id)).toBe(false)
  expect(await keys.revoke(acme, id)).toBe(true)
  await expect(keys.tenantOf(key)).rejects.toMatchObject(refused)
  now += 6_000
  await expect(elsewhere.tenantOf(key)).rejects.toMatchObject(refused)
})
