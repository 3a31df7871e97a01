import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, type RecordedTrack, type TenantId } from '@visavis/protocol'
import { KeyRing } from '../src/keys/key-ring.ts'
import { PartWriter } from '../src/parts/part-writer.ts'
import { FileSource } from '../src/seal/file-source.ts'
import { type ByteSource, SealedReader } from '../src/seal/sealed-reader.ts'
import { Take } from '../src/spool/take.ts'
import { FolderStore } from '../src/store/folder-store.ts'

export const STARTED_AT = 1_800_000_000_000
const FRAME_MS = 20
const FRAMES = 50

/** A take in a spool with a voice of a second that nobody has ended. */
export class OpenTake implements AsyncDisposable {
  readonly folder: string
  readonly spool: string
  readonly store: FolderStore
  readonly keys: KeyRing
  readonly owner = {
    ...{ tenant: 'acme' as TenantId, recording: newId('recording') },
    person: newId('person'),
  }
  take!: Take
  file = ''

  static async make(events: ConstructorParameters<typeof Take>[0]['events']): Promise<OpenTake> {
    const made = new OpenTake(await mkdtemp(join(tmpdir(), 'visavis-take-')))
    await made.#write(events)
    return made
  }

  private constructor(folder: string) {
    this.folder = folder
    this.spool = join(folder, 'spool')
    this.store = new FolderStore(join(folder, 'store'))
    this.keys = new KeyRing({ folder: join(folder, 'keys'), region: 'local' })
  }

  get path(): string {
    return join(this.take.folder, this.file)
  }

  /** As its recorder leaves it that dies. */
  async abandon(): Promise<void> {
    await this.take.close()
    const owner = join(this.take.folder, 'owner.json')
    await writeFile(owner, JSON.stringify({ host: 'elsewhere', pid: 1, instance: 'gone' }))
    await utimes(owner, 0, 0)
  }

  /** What the store has of the part, opened. */
  async stored(): Promise<Buffer> {
    const name = this.take.nameOf(this.file)
    await using source = await this.store.open(name)
    return await this.#open(source)
  }

  /** The same of a file. */
  async open(path: string): Promise<Buffer> {
    await using source = await FileSource.open(path)
    return await this.#open(source)
  }

  bytes(): Promise<Buffer> {
    return readFile(this.path)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.take.close()
    await rm(this.folder, { recursive: true, force: true })
  }

  async #open(source: ByteSource): Promise<Buffer> {
    const dataKey = await this.keys.open(this.owner)
    const name = this.take.nameOf(this.file)
    const reader = await SealedReader.open({ source, dataKey, name })
    return await reader.readAll()
  }

  async #write(events: ConstructorParameters<typeof Take>[0]['events']): Promise<void> {
    const { tenant, recording, person } = this.owner
    const about = { tenant, recording, region: 'local', room: newId('room') }
    this.take = await Take.create(
      this.spool,
      {
        ...{ ...about, take: 'rec-1.1', recorder: 'rec-1' },
        ...{ startedAt: STARTED_AT, retentionDays: 30 },
      },
      events,
    )
    const track: RecordedTrack = {
      ...{ track: newId('track'), participant: newId('participant'), person },
      ...{ kind: 'audio', source: 'microphone' },
    }
    this.take.addTrack(track)
    const { file, name } = this.take.nextFile(track)
    this.file = file
    const startsAt = STARTED_AT
    this.take.begin({ file, track: track.track, format: 'webm', codec: 'opus', startsAt })
    const first = { data: Buffer.alloc(100, 1), isKey: true, atMs: 0 }
    const codec = { kind: 'audio', channels: 2 } as const
    const dataKey = await this.keys.make(this.owner)
    const { folder } = this.take
    const writer = new PartWriter({ track, codec, file, folder, name, dataKey, first })
    for (let frame = 1; frame < FRAMES; frame++) {
      writer.add({ data: Buffer.alloc(100, frame), isKey: true, atMs: frame * FRAME_MS })
      writer.flush()
    }
    await writer.close('stopped', (atMs) => STARTED_AT + atMs)
    await this.take.written()
  }
}
