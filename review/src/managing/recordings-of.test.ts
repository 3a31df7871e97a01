import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type RecordingId, type RecordingManifest, type TenantId } from '@visavis/protocol'
import { FolderStore, KeyRing, RecordingLife } from '@visavis/recorder'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readFiles } from '../story/recording-files.ts'
import { everyRecordingOf, recordingsOf } from './recordings-of.ts'

const tenant = 'acme' as TenantId
const person = newId('person')
let folder: string
let store: FolderStore
let keys: KeyRing
let life: RecordingLife
let deps: { keys: KeyRing; life: () => RecordingLife }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-recordings-of-'))
  store = new FolderStore(join(folder, 'store'))
  keys = new KeyRing({ folder: join(folder, 'keys'), region: 'local' })
  life = new RecordingLife({ store, keys, maxRetentionDays: 180 })
  deps = { keys, life: () => life }
})
afterEach(() => rm(folder, { recursive: true }))

test('a manifest that cannot be read hides no other recording, and its own people are known by their keys', async () => {
  const [whole, damaged, others] = [await record(), await record(), await record()]
  await store.put(manifestOf(damaged), Buffer.from('{"version":'))
  await store.put(manifestOf(others), Buffer.from('nothing'))
  await rm(join(folder, 'keys', 'local', tenant, others), { recursive: true })
  for (const search of [recordingsOf, everyRecordingOf]) {
    const theirs = await search({ deps }, tenant, person)
    expect(theirs).toHaveLength(2)
    for (const recording of [whole, damaged]) {
      expect(theirs).toContainEqual({ recording, isErased: false })
    }
  }
  await life.erase({ tenant, recording: damaged }, { person, by: 'dpo' })
  const erased = { recording: damaged, isErased: true }
  expect(await recordingsOf({ deps }, tenant, person)).toContainEqual(erased)
})

test('a hold that cannot be read hides no recording, and may be one', async () => {
  const [whole, damaged] = [await record(), await record()]
  const place = { tenant, recording: damaged }
  await store.put(`${tenant}/${damaged}/life.json`, Buffer.from('{'))
  const theirs = await recordingsOf({ deps }, tenant, person)
  for (const recording of [whole, damaged]) {
    expect(theirs).toContainEqual({ recording, isErased: false })
  }
  const { damaged: unreadable } = await readFiles(life, place)
  expect(unreadable).toEqual([`${tenant}/${damaged}/life.json`])
  const erasing = life.erase(place, { person, by: 'dpo' })
  await expect(erasing).rejects.toMatchObject({ code: 'recording-damaged' })
})

test('who is being recorded is found by their key alone', async () => {
  const running = newId('recording')
  await keys.make({ tenant, recording: running, person })
  expect(await recordingsOf({ deps }, tenant, person)).toEqual([])
  const found = [{ recording: running, isErased: false }]
  expect(await everyRecordingOf({ deps }, tenant, person)).toEqual(found)
  expect(await everyRecordingOf({ deps }, tenant, newId('person'))).toEqual([])
  await life.erase({ tenant, recording: running }, { person, by: 'dpo' })
  const erased = [{ recording: running, isErased: true }]
  expect(await everyRecordingOf({ deps }, tenant, person)).toEqual(erased)
})

async function record(): Promise<RecordingId> {
  const recording = newId('recording')
  await keys.make({ tenant, recording, person })
  const manifest: RecordingManifest = {
    ...{ version: 1, tenant, recording, take: 'take', recorder: 'rec-1', region: 'local' },
    ...{ room: newId('room'), startedAt: 1, endedAt: 2, retentionDays: 30 },
    tracks: [
      {
        ...{ track: newId('track'), participant: newId('participant'), person },
        ...{ kind: 'audio', source: 'microphone' },
      },
    ],
    ...{ parts: [], pauses: [] },
  }
  await store.put(manifestOf(recording), Buffer.from(JSON.stringify(manifest)))
  return recording
}

function manifestOf(recording: RecordingId): string {
  return `${tenant}/${recording}/take/manifest.json`
}
