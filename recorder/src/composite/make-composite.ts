import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type RecordingManifest, VisavisError } from '@visavis/protocol'
import type { KeyRing } from '../keys/key-ring.ts'
import { demandRegion } from '../life/stored-takes.ts'
import { SealedReader } from '../seal/sealed-reader.ts'
import { SealedWriter } from '../seal/sealed-writer.ts'
import { demandSpace } from '../spool/free-space.ts'
import type { RecordingStore } from '../store/recording-store.ts'
import type { Composite, CompositeRequest, RecordingPlace } from './composite.ts'
import { compositeKey } from './composite-key.ts'
import { encode } from './encode.ts'
import { filterGraph } from './filter-graph.ts'
import { type PlacedPart, type Timeline, timelineOf } from './timeline.ts'
import { ToldLength } from './told-length.ts'

export interface CompositeTools {
  readonly store: RecordingStore
  readonly keys: KeyRing
  /** For the sealed file until the store has it. */
  readonly folder: string
}

export interface CompositeWork extends CompositeRequest {
  readonly id: string
  readonly place: RecordingPlace
  readonly manifests: readonly RecordingManifest[]
  readonly signal: AbortSignal
  onProgress(progress: number): void
}

/** Names of a composite in the store. */
export function compositeNames({ tenant, recording }: RecordingPlace, id: string) {
  const base = `${tenant}/${recording}/composites/${id}`
  return { media: `${base}.vvs`, about: `${base}.json` }
}

/** Makes one, and brings it to the store. */
export async function makeComposite(
  tools: CompositeTools,
  work: CompositeWork,
): Promise<Composite> {
  const { keys, folder } = tools
  const { place, id, by, manifests, signal } = work
  demandRegion(manifests, keys.region)
  const present = new Set(await keys.people(place.tenant, place.recording))
  const timeline = timelineOf(manifests, (person) => present.has(person))
  if (!timeline) throw await nothingToShow(keys, place)
  const people = [...new Set(timeline.lanes.map(({ person }) => person))]
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await demandSpace(folder)
  const path = join(folder, `${id}.vvs`)
  const names = compositeNames(place, id)
  try {
    const dataKey = await compositeKey(keys, place, people)
    const sealed = new SealedWriter({ path, dataKey, name: names.media })
    const damagedSegments = await encodeInto(sealed, timeline, tools, work)
    const { plainBytes, sha256 } = await sealed.close()
    signal.throwIfAborted()
    const composite: Composite = {
      ...{ id, people, by, madeAt: Date.now(), damagedSegments, plainBytes, sha256 },
      startsAt: timeline.startsAt,
      lengthMs: Math.round(timeline.lengthMs),
    }
    await putAll(tools, work, { path, composite })
    return composite
  } finally {
    await rm(path, { force: true })
  }
}

async function nothingToShow(
  keys: KeyRing,
  { tenant, recording }: RecordingPlace,
): Promise<VisavisError> {
  if ((await keys.people(tenant, recording)).length > 0) return new VisavisError('not-found')
  const known = await keys.everybody(tenant, recording)
  return new VisavisError(known.length > 0 ? 'recording-erased' : 'keys-unavailable')
}

/** Brings it to the store, whole or not at all. */
async function putAll(
  { store, keys }: CompositeTools,
  { place, id, signal }: CompositeWork,
  { path, composite }: { path: string; composite: Composite },
): Promise<void> {
  const names = compositeNames(place, id)
  try {
    await store.putFile(names.media, path, composite.sha256)
    signal.throwIfAborted()
    await store.put(names.about, Buffer.from(JSON.stringify(composite)))
    // Somebody may have been erased meanwhile: then there must be nothing of them.
    await compositeKey(keys, place, composite.people)
    signal.throwIfAborted()
  } catch (error) {
    for (const name of Object.values(names)) await store.delete(name).catch(() => {})
    throw error
  }
}

/** How many segments were damaged. */
async function encodeInto(
  sealed: SealedWriter,
  timeline: Timeline,
  tools: CompositeTools,
  { names, signal, onProgress }: CompositeWork,
): Promise<number> {
  const { script, inputs } = filterGraph(timeline, names)
  const { lengthMs } = timeline
  let damaged = 0
  const onDamage = () => {
    damaged += 1
  }
  const told = new ToldLength({ lengthMs, write: (bytes) => sealed.write(bytes) })
  try {
    await encode({
      ...{ script, lengthMs, signal, onProgress },
      inputs: inputs.map((part) => openPart(tools, part, onDamage)),
      onBytes: (bytes) => told.take(bytes),
    })
    told.close()
    return damaged
  } catch (error) {
    await sealed.close().catch(() => {})
    throw error
  }
}

/** Opened when it is asked for. A damaged segment is a hole. */
async function* openPart(
  { store, keys }: CompositeTools,
  { manifest, part }: PlacedPart,
  onDamage: () => void,
): AsyncGenerator<Buffer> {
  const { tenant, recording, take, tracks } = manifest
  const person = tracks.find(({ track }) => track === part.track)?.person
  if (!person) throw new VisavisError('recording-damaged', { detail: `${part.file} is nobody's.` })
  const name = `${tenant}/${recording}/${take}/${part.file}`
  const dataKey = await keys.open({ tenant, recording, person })
  await using source = await store.open(name)
  const reader = await SealedReader.open({ source, dataKey, name })
  yield* reader.read(0, reader.plainBytes, onDamage)
}
