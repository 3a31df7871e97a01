import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type TenantId } from '@visavis/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KeyRing } from './key-ring.ts'

const tenant = 'acme' as TenantId
const owner = { tenant, recording: newId('recording'), person: newId('person') }
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-keys-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('a key of another region or another tenant does not open, wherever its file is put', async () => {
  const europe = new KeyRing({ folder, region: 'eu' })
  const america = new KeyRing({ folder, region: 'us' })
  const key = await europe.make(owner)
  expect(await europe.open(owner)).toEqual(key)
  await expect(america.open(owner)).rejects.toMatchObject({ code: 'keys-unavailable' })
  expect(await america.destroy(owner)).toBe(false)
  expect(await europe.open(owner)).toEqual(key)
  await america.make({ ...owner, person: newId('person') })
  const file = join('acme', owner.recording, `${owner.person}.key`)
  await cp(join(folder, 'eu', file), join(folder, 'us', file))
  await expect(america.open(owner)).rejects.toMatchObject({ code: 'recording-damaged' })
  // Not even with the other region's wrapping key: what was wrapped is bound to where.
  await cp(join(folder, 'eu', 'acme', 'wrapping.key'), join(folder, 'us', 'acme', 'wrapping.key'))
  await expect(america.open(owner)).rejects.toMatchObject({ code: 'recording-damaged' })
  const other = { ...owner, tenant: 'other' as TenantId }
  await cp(join(folder, 'eu', 'acme'), join(folder, 'eu', 'other'), { recursive: true })
  await expect(europe.open(other)).rejects.toMatchObject({ code: 'recording-damaged' })
})

test('a destroyed key is not one that is not here: it stays destroyed, and its ring knows whose it was', async () => {
  const keys = new KeyRing({ folder, region: 'ap' })
  const other = { ...owner, person: newId('person') }
  await keys.make(owner)
  await keys.make(other)
  expect(await keys.destroy(owner)).toBe(true)
  expect(await keys.destroy(owner)).toBe(true)
  await expect(keys.open(owner)).rejects.toMatchObject({ code: 'recording-erased' })
  await expect(keys.make(owner)).rejects.toMatchObject({ code: 'recording-erased' })
  expect(await keys.people(tenant, owner.recording)).toEqual([other.person])
  const everybody = [owner.person, other.person].toSorted()
  expect((await keys.everybody(tenant, owner.recording)).toSorted()).toEqual(everybody)
  expect(await keys.recordings(tenant, owner.person)).toEqual([owner.recording])
  expect(await keys.recordings(tenant, newId('person'))).toEqual([])
})

test('a destruction that was cut short counts: nothing opens any more', async () => {
  const keys = new KeyRing({ folder, region: 'sa' })
  await keys.make(owner)
  await writeFile(join(folder, 'sa', tenant, owner.recording, `${owner.person}.destroyed`), '')
  await expect(keys.open(owner)).rejects.toMatchObject({ code: 'recording-erased' })
  expect(await keys.destroy(owner)).toBe(true)
  expect(await keys.people(tenant, owner.recording)).toEqual([])
})

test('keys that cannot be read are not taken for destroyed ones', async () => {
  const keys = new KeyRing({ folder, region: 'af' })
  await mkdir(join(folder, 'af', tenant, owner.recording, `${owner.person}.key`), {
    recursive: true,
  })
  await expect(keys.open(owner)).rejects.toMatchObject({ code: 'keys-unavailable' })
})

test('names that lead elsewhere are refused', async () => {
  const keys = new KeyRing({ folder, region: 'eu' })
  const away = { ...owner, person: '../../x' as typeof owner.person }
  await expect(keys.make(away)).rejects.toMatchObject({ code: 'invalid-request' })
})
