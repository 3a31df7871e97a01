import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type TenantId } from '@visavis/protocol'
import { KeyRing } from '@visavis/recorder'
import { expect, test } from 'vitest'
import { LINK_MS, LinkSigner } from './link-signer.ts'

test('a link is good for its part alone, and for five minutes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-links-'))
  const clock = { now: 1_000_000 }
  const keys = new KeyRing({ folder, region: 'eu-1' })
  const links = new LinkSigner({ keys, now: () => clock.now })
  const tenant = 'acme' as TenantId
  const place = { tenant, recording: newId('recording'), take: 'take', file: 'part.vvs' }
  const expires = links.expiry()
  const url = new URL(await links.urlOf(place, expires), 'http://localhost')
  const signature = url.searchParams.get('signature') ?? ''
  const given = { tenant, expires, signature }
  await links.demand(place, given)
  const invalid = { code: 'link-invalid' }
  await expect(links.demand({ ...place, file: 'other.vvs' }, given)).rejects.toMatchObject(invalid)
  const longer = { ...given, expires: expires + 1 }
  await expect(links.demand(place, longer)).rejects.toMatchObject(invalid)
  const elsewhere = new KeyRing({ folder, region: 'us-1' })
  const others = new LinkSigner({ keys: elsewhere, now: () => clock.now })
  await expect(others.demand(place, given)).rejects.toMatchObject(invalid)
  clock.now += LINK_MS
  await expect(links.demand(place, given)).rejects.toMatchObject({ code: 'link-expired' })
  await rm(folder, { recursive: true })
})

test('a link for a tenant that has no key is refused, and makes none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-links-'))
  const links = new LinkSigner({ keys: new KeyRing({ folder, region: 'eu-1' }) })
  const tenant = 'nobody' as TenantId
  const place = { tenant, recording: newId('recording'), take: 'take', file: 'part.vvs' }
  const given = { tenant, expires: links.expiry(), signature: 'A'.repeat(43) }
  await expect(links.demand(place, given)).rejects.toMatchObject({ code: 'link-invalid' })
  expect(await readdir(folder)).toEqual([])
  await rm(folder, { recursive: true })
})
