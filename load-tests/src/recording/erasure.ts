import { RecordingLife, SealedReader } from '@visavis/recorder'
import type { Measured } from './measured.ts'
import type { RecordingWorld } from './recording-world.ts'

/** Erases somebody from what has been recorded so far, and tries to open a copy that was taken before. Ends the server. */
export async function measureErasure(world: RecordingWorld): Promise<Measured> {
  const { store, keys, tenant } = world
  const life = new RecordingLife({ store, keys, maxRetentionDays: 180 })
  const [recording] = await life.recordings(tenant)
  if (!recording) throw new Error('nothing is recorded')
  const place = { tenant, recording }
  const [manifest] = (await life.manifests(place)).filter(({ parts }) => parts.length > 0)
  const person = manifest?.tracks[0]?.person
  if (!manifest || !person) throw new Error('nobody is recorded')
  const tracks = manifest.tracks.filter((one) => one.person === person).map(({ track }) => track)
  const names = manifest.parts
    .filter(({ track }) => tracks.includes(track))
    .map(({ file }) => `${tenant}/${recording}/${manifest.take}/${file}`)
  const copies = await Promise.all(names.map(async (name) => ({ name, bytes: await copyOf(name) })))
  await life.erase(place, { person, by: 'bench' })
  let readable = 0
  for (const { name, bytes } of copies) readable += await readableOf(name, bytes)
  const reach = { atMost: 0 }
  const figures = [
    {
      figure: 'recording.erased.readable',
      value: readable,
      unit: 'bytes',
      reach,
      n: copies.length,
    },
    {
      figure: 'recording.erased.audit-sound',
      value: Number(await world.isAuditSound()),
      unit: 'of 1',
      reach: { atLeast: 1 },
      n: 1,
    },
  ]
  return { figures, values: {} }

  async function copyOf(name: string): Promise<Buffer> {
    await using object = await store.open(name)
    return await object.read(0, object.size)
  }

  /** With every key that is left. */
  async function readableOf(name: string, bytes: Buffer): Promise<number> {
    const source = {
      size: bytes.length,
      read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
    }
    let opened = 0
    for (const other of [person, ...(await keys.people(tenant, recording ?? place.recording))]) {
      if (!other) continue
      try {
        const dataKey = await keys.open({ ...place, person: other })
        const reader = await SealedReader.open({ source, dataKey, name })
        opened += (await reader.readAll()).length
      } catch {
        // As it should be.
      }
    }
    return opened
  }
}
