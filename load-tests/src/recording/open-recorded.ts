import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordedPart, RecordingManifest, TenantId } from '@visavis/protocol'
import { RecordingManifest as ManifestSchema } from '@visavis/protocol'
import { type KeyRing, type RecordingStore, SealedReader } from '@visavis/recorder'
import { Check } from 'typebox/value'

export interface RecordedFile {
  readonly part: RecordedPart
  readonly manifest: RecordingManifest
  /** In the clear, for players. */
  readonly path: string
}

/** Every part of a tenant's recordings, opened into files that go with this. */
export class RecordedFiles implements AsyncDisposable {
  readonly manifests: readonly RecordingManifest[]
  readonly files: readonly RecordedFile[]
  readonly #folder: string

  static async open(options: {
    store: RecordingStore
    keys: KeyRing
    tenant: TenantId
  }): Promise<RecordedFiles> {
    const { store, tenant } = options
    const folder = await mkdtemp(join(tmpdir(), 'visavis-recorded-'))
    const names = await store.list(tenant)
    const manifests: RecordingManifest[] = []
    const files: RecordedFile[] = []
    for (const name of names.filter((one) => one.endsWith('/manifest.json'))) {
      const manifest = await readManifest(store, name)
      manifests.push(manifest)
      for (const part of manifest.parts) {
        const path = join(folder, `${files.length}.${part.format}`)
        await writeFile(path, await readPart(options, manifest, part))
        files.push({ part, manifest, path })
      }
    }
    return new RecordedFiles(folder, manifests, files)
  }

  private constructor(
    folder: string,
    manifests: readonly RecordingManifest[],
    files: readonly RecordedFile[],
  ) {
    this.#folder = folder
    this.manifests = manifests
    this.files = files
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true })
  }
}

async function readManifest(store: RecordingStore, name: string): Promise<RecordingManifest> {
  await using object = await store.open(name)
  const manifest: unknown = JSON.parse((await object.read(0, object.size)).toString('utf8'))
  if (Check(ManifestSchema, manifest)) return manifest
  throw new Error(`${name} is no manifest`)
}

async function readPart(
  { store, keys }: { store: RecordingStore; keys: KeyRing },
  { tenant, recording, take, tracks }: RecordingManifest,
  { file, track }: RecordedPart,
): Promise<Buffer> {
  const name = `${tenant}/${recording}/${take}/${file}`
  const person = tracks.find((one) => one.track === track)?.person
  if (!person) throw new Error(`${name} is of no track`)
  const dataKey = await keys.open({ tenant, recording, person })
  await using source = await store.open(name)
  const reader = await SealedReader.open({ source, dataKey, name })
  return await reader.readAll()
}
