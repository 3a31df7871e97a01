import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  newId,
  type PersonId,
  type RecordingId,
  type RecordingManifest,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import { describe, expect, test, vi } from 'vitest'
import { KeyRing } from '../keys/key-ring.ts'
import { FileSource } from '../seal/file-source.ts'
import { SealedReader } from '../seal/sealed-reader.ts'
import { SealedWriter } from '../seal/sealed-writer.ts'
import { FolderStore } from '../store/folder-store.ts'
import { RecordingLife } from './recording-life.ts'

const TENANT = 'acme' as TenantId
const DAY_MS = 86_400_000
const ENDED_AT = 1_700_000_000_000
const mayExpire = async () => 'deletion-1'

describe('the life of a recording', () => {
  test('erasing a person leaves no byte that opens, in a copy of the store neither; the others stay', async () => {
    await using one = await recorded()
    const { life, place, keys, ada, bob, folder, store } = one
    await store.put(`${TENANT}/${place.recording}/composites/two-up.mp4`, Buffer.from('x'))
    const copy = join(folder, 'copy')
    await cp(join(folder, 'store'), copy, { recursive: true })
    const receipt = await life.erase(place, { person: ada.person, by: 'dpo' })
    expect(receipt).toMatchObject({
      because: 'erasure',
      person: ada.person,
      keysDestroyed: [ada.person],
    })
    expect(receipt.files).toHaveLength(2)
    const owner = { ...place, person: ada.person }
    await expect(keys.open(owner)).rejects.toMatchObject({ code: 'recording-erased' })
    await expect(keys.make(owner)).rejects.toMatchObject({ code: 'recording-erased' })
    expect(await store.list(`${TENANT}/${place.recording}/composites`)).toEqual([])
    await expect(store.open(ada.name)).rejects.toMatchObject({ code: 'not-found' })
    const bobsKey = await keys.open({ ...place, person: bob.person })
    expect(await content(join(copy, bob.name), bob.name, bobsKey)).toEqual(bob.plain)
    await expect(content(join(copy, ada.name), ada.name, bobsKey)).rejects.toMatchObject({
      code: 'recording-damaged',
    })
    expect(await life.receipts(place)).toEqual([receipt])
  })

  test('a hold blocks erasure and retention until two people have released it', async () => {
    await using one = await recorded()
    const { life, place, ada } = one
    await life.hold(place, { by: 'counsel', reason: 'case 7' })
    one.now += 100 * DAY_MS
    expect(await life.sweep(TENANT, mayExpire)).toEqual([])
    const erasing = life.erase(place, { person: ada.person, by: 'dpo' })
    await expect(erasing).rejects.toMatchObject({ code: 'recording-held' })
    expect(await life.release(place, { by: 'counsel' })).toBe(false)
    expect(await life.release(place, { by: 'counsel' })).toBe(false)
    expect(await life.holdOf(place)).not.toBeNull()
    expect(await life.release(place, { by: 'dpo' })).toBe(true)
    expect(await life.sweep(TENANT, mayExpire)).toHaveLength(1)
    expect(one.events).toEqual(['held', 'release-asked', 'released', 'deleted'])
  })

  test('is kept for as long as its people were told, never longer than is allowed, and then gone', async () => {
    await using one = await recorded({ retentionDays: 365 })
    const { life, place, keys, store } = one
    expect(life.deadline(await life.takes(place))).toBe(ENDED_AT + 180 * DAY_MS)
    one.now = ENDED_AT + 180 * DAY_MS - 1
    expect(await life.sweep(TENANT, mayExpire)).toEqual([])
    one.now += 1
    const held = () => Promise.reject(new VisavisError('recording-held'))
    expect(await life.sweep(TENANT, held)).toEqual([])
    const [receipt] = await life.sweep(TENANT, mayExpire)
    expect(receipt).toMatchObject({ id: 'deletion-1', because: 'retention', person: null })
    expect(receipt?.files.map(({ sha256 }) => sha256).filter(Boolean)).toHaveLength(2)
    expect(await keys.people(TENANT, place.recording)).toEqual([])
    expect(await store.list(TENANT)).toEqual([`${TENANT}/${place.recording}/life.json`])
    expect(await life.sweep(TENANT, mayExpire)).toEqual([])
  })

  test('one recording that cannot be read keeps no other from going', async () => {
    await using one = await recorded()
    const damaged = `${TENANT}/${newId('recording')}/life.json`
    await one.store.put(damaged, Buffer.from('{}'))
    await one.store.put(damaged.replace('life', 'take/manifest'), Buffer.from('{}'))
    one.now += 100 * DAY_MS
    const sweeping = one.life.sweep(TENANT, mayExpire)
    await expect(sweeping).rejects.toMatchObject({ errors: [{ message: /cannot be read/ }] })
    expect(one.events).toEqual(['deleted'])
  })

  test('a deletion that was cut short is finished by the next sweep', async () => {
    await using one = await recorded()
    const { life, place, store } = one
    one.now += 100 * DAY_MS
    const remove = store.delete.bind(store)
    const deleting = vi.spyOn(store, 'delete').mockImplementationOnce(remove)
    deleting.mockRejectedValueOnce(new VisavisError('storage-unavailable'))
    await expect(life.sweep(TENANT, mayExpire)).rejects.toThrow(AggregateError)
    const [receipt] = await life.sweep(TENANT, mayExpire)
    expect(receipt?.keysDestroyed).toHaveLength(2)
    expect(await store.list(TENANT)).toEqual([`${TENANT}/${place.recording}/life.json`])
  })

  test('a damaged take goes with the others of its recording', async () => {
    await using one = await recorded()
    const { life, place, store } = one
    await damage(one, 'other')
    expect(await life.manifests(place)).toHaveLength(1)
    expect(life.deadline(await life.takes(place))).toBe(ENDED_AT + 30 * DAY_MS)
    one.now += 30 * DAY_MS
    expect(await life.sweep(TENANT, mayExpire)).toHaveLength(1)
    expect(await store.list(TENANT)).toEqual([`${TENANT}/${place.recording}/life.json`])
  })

  test('a recording of which nothing can be read goes after the longest time, and people are erased from it before', async () => {
    await using one = await recorded()
    const { life, place, keys, ada, bob, store } = one
    await damage(one, 'take')
    const receipt = await life.erase(place, { person: ada.person, by: 'dpo' })
    expect(receipt).toMatchObject({ files: [], keysDestroyed: [ada.person] })
    const owner = { ...place, person: ada.person }
    await expect(keys.open(owner)).rejects.toMatchObject({ code: 'recording-erased' })
    one.now = Date.now() + 179 * DAY_MS
    expect(await life.sweep(TENANT, mayExpire)).toEqual([])
    one.now += 2 * DAY_MS
    const [gone] = await life.sweep(TENANT, mayExpire)
    expect(gone?.keysDestroyed.toSorted()).toEqual([ada.person, bob.person].toSorted())
    expect(await store.list(TENANT)).toEqual([`${TENANT}/${place.recording}/life.json`])
  })

  test('keys of another region, or that are not there, are not said to be destroyed, and nothing is deleted', async () => {
    await using one = await recorded()
    const { place, keys, ada, folder, store } = one
    const before = await store.list(TENANT)
    for (const region of ['us-1', 'eu-1']) {
      const elsewhere = new KeyRing({ folder: join(folder, 'not-there'), region })
      const now = () => ENDED_AT + 100 * DAY_MS
      const life = new RecordingLife({ store, keys: elsewhere, maxRetentionDays: 180, now })
      const refusal = { code: 'keys-unavailable' }
      const erasing = life.erase(place, { person: ada.person, by: 'dpo' })
      await expect(erasing).rejects.toMatchObject(refusal)
      const allowed = life.demandErasable(place, ada.person)
      await expect(allowed).rejects.toMatchObject(refusal)
      await expect(life.sweep(TENANT, mayExpire)).rejects.toMatchObject({ errors: [refusal] })
      expect(await life.receipts(place)).toEqual([])
    }
    expect(await store.list(TENANT)).toEqual(before)
    await keys.open({ ...place, person: ada.person })
  })

  test('an erasure that was cut short is finished, and says whose keys are gone', async () => {
    await using one = await recorded()
    const { life, place, keys, ada } = one
    await keys.destroy({ ...place, person: ada.person })
    const receipt = await life.erase(place, { person: ada.person, by: 'dpo' })
    expect(receipt.keysDestroyed).toEqual([ada.person])
    expect(receipt.files).toMatchObject([{ name: ada.name }])
  })

  test('somebody is erased from what is not in the store yet: it does not open when it comes there', async () => {
    await using one = await recorded()
    const { life, keys, store, folder } = one
    const place = { tenant: TENANT, recording: newId('recording') }
    const owner = { ...place, person: newId('person') }
    const dataKey = await keys.make(owner)
    const receipt = await life.erase(place, { person: owner.person, by: 'dpo' })
    expect(receipt).toMatchObject({ files: [], keysDestroyed: [owner.person] })
    const name = `${TENANT}/${place.recording}/take/late.vvs`
    const writer = new SealedWriter({ path: join(folder, 'late'), name, dataKey })
    writer.write(randomBytes(1_000))
    await store.putFile(name, join(folder, 'late'), (await writer.close()).sha256)
    await expect(keys.open(owner)).rejects.toMatchObject({ code: 'recording-erased' })
    await expect(keys.make(owner)).rejects.toMatchObject({ code: 'recording-erased' })
    const other = life.erase(place, { person: newId('person'), by: 'dpo' })
    await expect(other).rejects.toMatchObject({ code: 'not-found' })
  })

  test('a take that nobody ended is kept from the end of its last part, once its recorder is silent', async () => {
    await using one = await recorded({ endedAt: null })
    const { life, place } = one
    one.now = ENDED_AT + DAY_MS - 1
    expect(life.isRunning(await life.takes(place))).toBe(true)
    one.now += 1
    expect(life.isRunning(await life.takes(place))).toBe(false)
    expect(life.deadline(await life.takes(place))).toBe(ENDED_AT + 30 * DAY_MS)
    one.now = ENDED_AT + 30 * DAY_MS
    expect(await life.sweep(TENANT, mayExpire)).toHaveLength(1)
  })

  test('what does not exist, and names that lead elsewhere, are refused', async () => {
    await using one = await recorded()
    const nothing = { tenant: TENANT, recording: newId('recording') }
    const by = { by: 'dpo', reason: 'x' }
    await expect(one.life.hold(nothing, by)).rejects.toMatchObject({ code: 'not-found' })
    const away = { tenant: TENANT, recording: '../../keys' as typeof nothing.recording }
    await expect(one.life.manifests(away)).rejects.toMatchObject({ code: 'invalid-request' })
  })

  test('keys of another region do not open, and no key lies in the clear', async () => {
    await using one = await recorded()
    const { place, ada, keys, folder } = one
    const owner = { ...place, person: ada.person }
    const elsewhere = new KeyRing({ folder: join(folder, 'keys'), region: 'us-1' })
    await expect(elsewhere.open(owner)).rejects.toMatchObject({ code: 'keys-unavailable' })
    await cp(
      join(folder, 'keys', 'eu-1', TENANT, place.recording),
      join(folder, 'keys', 'us-1', TENANT, place.recording),
      {
        recursive: true,
      },
    )
    await expect(elsewhere.open(owner)).rejects.toMatchObject({ code: 'recording-damaged' })
    const file = await readFile(
      join(folder, 'keys', 'eu-1', TENANT, place.recording, `${ada.person}.key`),
    )
    expect(file.includes(await keys.open(owner))).toBe(false)
  })
})

interface Voice {
  readonly person: PersonId
  readonly name: string
  readonly plain: Buffer
}

async function damage(
  { store, place }: { store: FolderStore; place: { tenant: TenantId; recording: RecordingId } },
  take: string,
): Promise<void> {
  await store.put(`${TENANT}/${place.recording}/${take}/manifest.json`, Buffer.from('{"version'))
}

async function recorded({
  retentionDays = 30,
  endedAt = ENDED_AT,
}: {
  retentionDays?: number
  endedAt?: number | null
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-life-'))
  const store = new FolderStore(join(folder, 'store'))
  const keys = new KeyRing({ folder: join(folder, 'keys'), region: 'eu-1' })
  const place = { tenant: TENANT, recording: newId('recording') }
  const manifest: RecordingManifest = {
    ...{
      version: 1,
      region: 'eu-1',
      room: newId('room'),
      take: 'take',
      recorder: 'rec-1',
      ...place,
    },
    ...{ startedAt: ENDED_AT - 1_000, endedAt, retentionDays },
    ...{ tracks: [], parts: [], pauses: [] },
  }
  const speak = async (): Promise<Voice> => {
    const [person, track] = [newId('person'), newId('track')]
    const file = `microphone-${track}.vvs`
    const name = `${TENANT}/${place.recording}/take/${file}`
    const path = join(folder, file)
    const plain = randomBytes(100_000)
    const writer = new SealedWriter({ path, name, dataKey: await keys.make({ ...place, person }) })
    writer.write(plain)
    const sealed = await writer.close()
    await store.putFile(name, path, sealed.sha256)
    const times = { startsAt: ENDED_AT - 1_000, endsAt: ENDED_AT, endedBy: 'stopped' } as const
    const about = {
      participant: newId('participant'),
      kind: 'audio',
      source: 'microphone',
    } as const
    manifest.tracks.push({ track, person, ...about })
    manifest.parts.push({
      ...{ file, track, format: 'webm', codec: 'opus', sizes: [], frames: 1, isComplete: true },
      ...{ ...times, ...sealed },
    })
    return { person, name, plain }
  }
  const [ada, bob] = [await speak(), await speak()]
  await store.put(
    `${TENANT}/${place.recording}/take/manifest.json`,
    Buffer.from(JSON.stringify(manifest)),
  )
  const world = { now: ENDED_AT, events: [] as string[], folder, store, keys, place, ada, bob }
  const life = new RecordingLife({
    ...{ store, keys, maxRetentionDays: 180 },
    now: () => world.now,
    onEvent: (_tenant, _recording, { kind }) => world.events.push(kind),
  })
  return Object.assign(world, {
    life,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  })
}

async function content(path: string, name: string, dataKey: Buffer): Promise<Buffer> {
  await using source = await FileSource.open(path)
  const reader = await SealedReader.open({ source, name, dataKey })
  return await reader.readAll()
}
