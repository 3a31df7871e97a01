import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  newId,
  type PersonId,
  type RecordedPart,
  type RecordedTrack,
  type RecordingManifest,
  type TenantId,
  type TrackSource,
} from '@visavis/protocol'
import { KeyRing } from '../src/keys/key-ring.ts'
import { SealedWriter } from '../src/seal/sealed-writer.ts'
import { FolderStore } from '../src/store/folder-store.ts'

const run = promisify(execFile)
const STARTED_AT = 1_800_000_000_000

export interface FilmedPart {
  readonly person: PersonId
  readonly source: TrackSource
  readonly fromMs: number
  readonly toMs: number
  readonly endedBy: RecordedPart['endedBy']
  /** Hertz of a tone, or sizes of a picture one after the other. */
  readonly content: number | readonly string[]
}

/** A recording in a store, as if a recorder had made it. */
export class FilmedRecording implements AsyncDisposable {
  readonly folder: string
  readonly store: FolderStore
  readonly keys: KeyRing
  readonly place = { tenant: 'acme' as TenantId, recording: newId('recording') }

  static async make(parts: readonly FilmedPart[]): Promise<FilmedRecording> {
    const made = new FilmedRecording(await mkdtemp(join(tmpdir(), 'visavis-filmed-')))
    await made.#write(parts)
    return made
  }

  private constructor(folder: string) {
    this.folder = folder
    this.store = new FolderStore(join(folder, 'store'))
    this.keys = new KeyRing({ folder: join(folder, 'keys'), region: 'local' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }

  async #write(filmed: readonly FilmedPart[]): Promise<void> {
    const { tenant, recording } = this.place
    const take = 'rec-1.1'
    const tracks = new Map<string, RecordedTrack>()
    const parts: RecordedPart[] = []
    for (const one of filmed) {
      const key = `${one.person} ${one.source}`
      const kind = typeof one.content === 'number' ? 'audio' : 'video'
      const own = { track: newId('track'), participant: newId('participant'), kind } as const
      const track = tracks.get(key) ?? { ...own, person: one.person, source: one.source }
      tracks.set(key, track)
      parts.push(await this.#writePart(one, track, `${tenant}/${recording}/${take}`, parts.length))
    }
    const endedAt = Math.max(...parts.map(({ endsAt }) => endsAt))
    const manifest: RecordingManifest = {
      ...{ version: 1, tenant, recording, take, recorder: 'rec-1', region: 'local' },
      ...{ room: newId('room'), startedAt: STARTED_AT, endedAt, retentionDays: 30 },
      ...{ tracks: [...tracks.values()], parts, pauses: [] },
    }
    const name = `${tenant}/${recording}/${take}/manifest.json`
    await this.store.put(name, Buffer.from(JSON.stringify(manifest)))
  }

  async #writePart(
    { person, source, fromMs, toMs, endedBy, content }: FilmedPart,
    { track }: RecordedTrack,
    base: string,
    index: number,
  ): Promise<RecordedPart> {
    const file = `${source}-${index}-${track}.vvs`
    const plain = await film(join(this.folder, String(index)), content, (toMs - fromMs) / 1_000)
    const dataKey = await this.keys.make({ ...this.place, person })
    const path = join(this.folder, file)
    const name = `${base}/${file}`
    const sealed = new SealedWriter({ path, dataKey, name })
    sealed.write(plain)
    const written = await sealed.close()
    await this.store.putFile(name, path, written.sha256)
    const times = { startsAt: STARTED_AT + fromMs, endsAt: STARTED_AT + toMs - 33 }
    const codec = typeof content === 'number' ? 'opus' : 'vp8'
    return {
      ...{ file, track, format: 'webm', codec, ...times, endedBy, sizes: [], frames: 1 },
      ...{ ...written, isComplete: true },
    }
  }
}

async function film(
  base: string,
  content: number | readonly string[],
  seconds: number,
): Promise<Buffer> {
  const path = `${base}.webm`
  if (typeof content === 'number') {
    const tone = `sine=frequency=${content}:duration=${seconds}:sample_rate=48000`
    await ffmpeg('-f', 'lavfi', '-i', tone, '-c:a', 'libopus', path)
    return readFile(path)
  }
  const list: string[] = []
  for (const [index, size] of content.entries()) {
    const piece = `${base}-${index}.webm`
    const picture = `testsrc=size=${size}:rate=30:duration=${seconds / content.length}`
    const encoder = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8']
    await ffmpeg('-f', 'lavfi', '-i', picture, ...encoder, piece)
    list.push(`file '${piece}'`)
  }
  await writeFile(`${base}.txt`, list.join('\n'))
  await ffmpeg('-f', 'concat', '-safe', '0', '-i', `${base}.txt`, '-c', 'copy', path)
  return readFile(path)
}

async function ffmpeg(...args: string[]): Promise<void> {
  await run('ffmpeg', ['-v', 'error', ...args])
}
