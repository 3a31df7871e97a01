import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type RecordedPart, type TenantId, VisavisError } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { FolderStore } from '../store/folder-store.ts'
import { hashOfFile } from '../store/hash-of.ts'
import { demandSpace } from './free-space.ts'
import { Shipper } from './shipper.ts'
import { Take } from './take.ts'

/** Away for its first calls. */
class AbsentStore extends FolderStore {
  refused = 0
  #rest = 2

  override async putFile(name: string, path: string, sha256: string): Promise<void> {
    if (this.#rest-- > 0) {
      this.refused += 1
      throw new VisavisError('storage-unavailable')
    }
    await super.putFile(name, path, sha256)
  }
}

const logger = { info() {}, warn() {}, error() {} }

test('while the store is away everything stays on the disk, and is all there when it is back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-shipper-'))
  const store = new AbsentStore(join(folder, 'store'))
  await using shipper = new Shipper({ store, logger })
  const events = { onChange: (changed: Take) => shipper.ship(changed), onFailure: expect.fail }
  const place = { tenant: 'acme' as TenantId, recording: newId('recording') }
  const spool = join(folder, 'spool')
  const take = await Take.create(
    spool,
    {
      ...{ ...place, region: 'local', room: newId('room'), take: 'rec-1.1', recorder: 'rec-1' },
      ...{ startedAt: 1, retentionDays: 30 },
    },
    events,
  )
  const path = join(take.folder, 'part.vvs')
  await writeFile(path, 'sealed')
  take.end({ ...PART, sha256: await hashOfFile(path) })
  take.finish(2)
  expect(await readFile(path, 'utf8')).toBe('sealed')
  await shipper.drained()
  expect(store.refused).toBe(2)
  const name = `${place.tenant}/${place.recording}/rec-1.1`
  expect(await store.list('acme')).toEqual([`${name}/manifest.json`, `${name}/part.vvs`])
  expect(await readdir(spool)).toEqual([])
  await rm(folder, { recursive: true })
})

test('a disk that is nearly full is an error before it is a loss', async () => {
  await expect(demandSpace(tmpdir(), Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({
    code: 'storage-full',
  })
})

const PART: RecordedPart = {
  ...{ file: 'part.vvs', track: newId('track'), format: 'webm', codec: 'opus', sizes: [] },
  ...{ startsAt: 1, endsAt: 2, endedBy: 'stopped', frames: 1, plainBytes: 6, sealedBytes: 6 },
  ...{ sha256: '', isComplete: true },
}
