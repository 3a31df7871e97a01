import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { newId } from '@visavis/protocol'
import { expect, test } from 'vitest'
import { type FilmedPart, FilmedRecording } from '../../test/filmed-recording.ts'
import { loudness, probe } from '../../test/probe.ts'
import { KeyRing } from '../keys/key-ring.ts'
import { RecordingLife } from '../life/recording-life.ts'
import { CompositeJobs } from './composite-jobs.ts'

const run = promisify(execFile)
const ada = newId('person')
const bob = newId('person')
const logger = { info() {}, warn() {}, error() {} }

test('two people, a pause and a change of size become one MP4 that goes with either of them', async () => {
  await using recording = await FilmedRecording.make([
    // The picture becomes smaller on the way, as with simulcast.
    part(ada, 'camera', 0, 2_000, 'paused', ['320x180', '160x90']),
    part(ada, 'camera', 3_000, 4_000, 'stopped', ['320x180']),
    part(ada, 'microphone', 0, 2_000, 'paused', 440),
    part(bob, 'microphone', 1_000, 4_000, 'stopped', 880),
  ])
  const { place, store, keys, folder } = recording
  await using jobs = open(recording)
  const names = new Map([[ada, "Ada O'Neil, [M.Sc.]: \\o/"]])
  const { id } = await jobs.start(place, { by: 'rita', names })
  expect((await jobs.start(place, { by: 'rita' })).id).toBe(id)
  const { state } = await jobs.finished(place, id)
  expect(state).toMatchObject({
    kind: 'done',
    composite: { people: expect.arrayContaining([ada, bob]) },
  })
  const listed = await jobs.list(place)
  expect(listed).toMatchObject([{ id, state }])
  expect(listed).toHaveLength(1)
  // As another process, or the same one later, finds it.
  await using others = open(recording)
  expect(await others.list(place)).toEqual(listed)
  expect(await others.read(place, id)).toEqual(listed[0])
  const composite = state.kind === 'done' ? state.composite : undefined
  const path = join(folder, 'composite.mp4')
  {
    await using film = await jobs.open(place, id)
    await writeFile(path, Buffer.concat(await collect(film.read())))
  }
  expect(composite).toMatchObject({ id, lengthMs: 4_000, damagedSegments: 0 })
  expect(await probe(path)).toMatchObject({ complaints: '', sizes: ['1280x720'] })
  expect(await pictures(path)).toBe(120)
  expect(await lengthOf(path)).toBeCloseTo(4, 0)
  for (const hertz of [440, 880]) expect(await loudness(path, hertz)).toBeGreaterThan(-35)
  expect((await brightness(path, 1.5)) - (await brightness(path, 2.5))).toBeGreaterThan(20)
  const life = new RecordingLife({ store, keys, maxRetentionDays: 180 })
  const copy = await readFile(
    join(folder, 'store', place.tenant, place.recording, 'composites', `${id}.vvs`),
  )
  await life.erase(place, { person: bob, by: 'olga' })
  await expect(jobs.open(place, id)).rejects.toMatchObject({ code: 'not-found' })
  const base = `${place.tenant}/${place.recording}/composites/${id}`
  await store.put(`${base}.vvs`, copy)
  await store.put(`${base}.json`, Buffer.from(JSON.stringify(composite)))
  await expect(jobs.open(place, id)).rejects.toMatchObject({ code: 'recording-erased' })
})

test('is deleted, also while it is made', async () => {
  await using recording = await FilmedRecording.make([
    part(ada, 'camera', 0, 1_000, 'stopped', ['320x180']),
  ])
  const { place, store } = recording
  await using jobs = open(recording)
  const inStore = () => store.list(`${place.tenant}/${place.recording}/composites`)
  const first = await jobs.start(place, { by: 'rita' })
  await jobs.finished(place, first.id)
  const second = await jobs.start(place, { by: 'rita' })
  expect((await jobs.list(place)).map(({ id }) => id)).toEqual([second.id, first.id])
  for (const { id } of [second, first]) await jobs.remove(place, id)
  expect(await inStore()).toEqual([])
  expect((await jobs.read(place, second.id)).state).toEqual({ kind: 'cancelled' })
  await expect(jobs.read(place, first.id)).rejects.toMatchObject({ code: 'not-found' })
  expect(await jobs.list(place)).toEqual([])
})

test('can be cancelled, and says by name what stopped it', async () => {
  await using recording = await FilmedRecording.make([
    part(ada, 'camera', 0, 1_000, 'stopped', ['320x180']),
  ])
  const { place, store, keys } = recording
  await using jobs = open(recording)
  const otherKeys = join(recording.folder, 'other-keys')
  for (const region of ['local', 'elsewhere']) {
    await using keyless = open(recording, new KeyRing({ folder: otherKeys, region }))
    const { id } = await keyless.start(place, { by: 'rita' })
    const { state } = await keyless.finished(place, id)
    expect(state).toEqual({ kind: 'failed', error: 'keys-unavailable' })
  }
  const first = await jobs.start(place, { by: 'rita' })
  expect(jobs.cancel(place, first.id).state).toEqual({ kind: 'cancelled' })
  const life = new RecordingLife({ store, keys, maxRetentionDays: 180 })
  await life.erase(place, { person: ada, by: 'olga' })
  const second = await jobs.start(place, { by: 'rita' })
  const { state } = await jobs.finished(place, second.id)
  expect(state).toEqual({ kind: 'failed', error: 'recording-erased' })
  expect(await jobs.list(place)).toEqual([])
  const elsewhere = { ...place, recording: newId('recording') }
  await expect(jobs.start(elsewhere, { by: 'rita' })).rejects.toMatchObject({ code: 'not-found' })
})

function part(
  person: FilmedPart['person'],
  source: FilmedPart['source'],
  fromMs: number,
  toMs: number,
  endedBy: FilmedPart['endedBy'],
  content: FilmedPart['content'],
): FilmedPart {
  return { person, source, fromMs, toMs, endedBy, content }
}

function open({ store, folder, ...its }: FilmedRecording, keys = its.keys): CompositeJobs {
  const life = new RecordingLife({ store, keys, maxRetentionDays: 180 })
  return new CompositeJobs({ store, keys, life, logger, folder: join(folder, 'work') })
}

async function ffprobe(path: string, ...what: string[]): Promise<string> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-of', 'csv=p=0', ...what, path])
  return stdout.trim()
}

async function pictures(path: string): Promise<number> {
  const count = ['-count_frames', '-show_entries', 'stream=nb_read_frames']
  return Number((await ffprobe(path, '-select_streams', 'v', ...count)).replace(',', ''))
}

async function lengthOf(path: string): Promise<number> {
  return Number(await ffprobe(path, '-show_entries', 'format=duration'))
}

/** Of the left half, from 0 to 255. */
async function brightness(path: string, atSeconds: number): Promise<number> {
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-v', 'error', '-ss', String(atSeconds), '-i', path, '-frames:v', '1'],
      ...['-vf', 'crop=iw/2:ih/2:0:ih/4,scale=1:1,format=gray', '-f', 'rawvideo', '-'],
    ],
    { encoding: 'buffer' },
  )
  return stdout[0] ?? 0
}

async function collect(pieces: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const all: Buffer[] = []
  for await (const piece of pieces) all.push(piece)
  return all
}
