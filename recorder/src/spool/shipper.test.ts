import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type RecordedPart, type TenantId, VisavisError } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { OpenTake, STARTED_AT } from '../../test/open-take.ts'
import { KeyRing } from '../keys/key-ring.ts'
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

const quiet = { onChange() {}, onFailure() {} }
const logger = { info() {}, warn() {}, error() {} }

test('while the store is away everything stays on the disk, and is all there when it is back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-shipper-'))
  const store = new AbsentStore(join(folder, 'store'))
  const keys = new KeyRing({ folder: join(folder, 'keys'), region: 'local' })
  await using shipper = new Shipper({ store, keys, logger })
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

test('a take that cannot be stored keeps no other from the store', async () => {
  await using one = await OpenTake.make(quiet)
  await using other = await OpenTake.make(quiet)
  const refused = one.take.nameOf('')
  class Particular extends FolderStore {
    override async put(name: string, content: Buffer): Promise<void> {
      if (name.startsWith(refused)) throw new VisavisError('storage-unavailable')
      await super.put(name, content)
    }
  }
  const store = new Particular(join(other.folder, 'store'))
  await using shipper = new Shipper({ store, keys: other.keys, logger })
  shipper.ship(one.take)
  for (const { take } of [one, other]) take.finish(STARTED_AT + 2_000)
  shipper.ship(other.take)
  await expect.poll(() => readdir(other.spool)).toEqual([])
  expect((await other.stored()).length).toBeGreaterThan(0)
  expect([shipper.waiting, await readdir(one.spool)]).toEqual([1, ['rec-1.1']])
})

test('a part that its writer could not end is stored as far as it goes', async () => {
  await using one = await OpenTake.make(quiet)
  const size = (await one.bytes()).length
  await truncate(one.path, size - 500)
  await using shipper = new Shipper({ ...one, logger })
  one.take.finish(STARTED_AT + 500)
  shipper.ship(one.take)
  await shipper.drained()
  const [part] = one.take.manifest.parts
  expect(part).toMatchObject({ file: one.file, endedBy: 'storage', isComplete: false })
  expect((await one.stored()).length).toBe(part?.plainBytes)
  expect(one.take.manifest.endedAt).toBe(part?.endsAt)
})

test('a part that was damaged on the disk keeps no other from the store', async () => {
  await using one = await OpenTake.make(quiet)
  await writeFile(join(one.take.folder, 'part.vvs'), 'not what was sealed')
  one.take.end({ ...PART, sha256: '0'.repeat(64) })
  one.take.finish(STARTED_AT + 2_000)
  await using shipper = new Shipper({ ...one, logger })
  shipper.ship(one.take)
  await shipper.drained()
  const names = [one.file, 'manifest.json', 'part.vvs'].map((file) => one.take.nameOf(file))
  expect(await one.store.list('acme')).toEqual(names.toSorted())
  expect(one.take.manifest.parts[0]).toMatchObject({ sha256: '0'.repeat(64) })
})

test('a part that is gone from the disk keeps no other from the store', async () => {
  await using one = await OpenTake.make(quiet)
  one.take.end({ ...PART, sha256: '0'.repeat(64) })
  await writeFile(join(one.take.folder, 'other.vvs'), 'sealed')
  const sha256 = await hashOfFile(join(one.take.folder, 'other.vvs'))
  one.take.end({ ...PART, file: 'other.vvs', sha256 })
  await using shipper = new Shipper({ ...one, logger })
  shipper.ship(one.take)
  const names = ['manifest.json', 'other.vvs'].map((file) => one.take.nameOf(file))
  await expect.poll(() => one.store.list('acme')).toEqual(names)
  await using manifest = await one.store.open(one.take.nameOf('manifest.json'))
  const { parts } = JSON.parse((await manifest.read(0, manifest.size)).toString())
  expect(parts).toMatchObject([{ file: 'other.vvs' }])
  expect(shipper.waiting).toBe(1)
})

test('while the journal cannot say that the store has a file, the file stays', async () => {
  await using one = await OpenTake.make(quiet)
  await writeFile(join(one.take.folder, 'part.vvs'), 'sealed')
  one.take.end({ ...PART, sha256: await hashOfFile(join(one.take.folder, 'part.vvs')) })
  await one.take.written()
  const inTheWay = join(one.take.folder, 'take.json.new')
  await mkdir(inTheWay)
  await using shipper = new Shipper({ ...one, logger })
  shipper.ship(one.take)
  const manifest = one.take.nameOf('manifest.json')
  await expect.poll(() => one.store.list('acme')).toContain(manifest)
  expect(await readdir(one.take.folder)).toContain('part.vvs')
  await rm(inTheWay, { recursive: true })
  one.take.finish(STARTED_AT + 2_000)
  shipper.ship(one.take)
  await shipper.drained()
  expect(await readdir(one.spool)).toEqual([])
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
