import { randomUUID } from 'node:crypto'
import {
  type PersonId,
  type RecordingId,
  RecordingManifest,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import { Compile } from 'typebox/compile'
import type { KeyRing } from '../keys/key-ring.ts'
import type { RecordingStore } from '../store/recording-store.ts'
import {
  type DeletionReceipt,
  type LegalHold,
  type LifeRecord,
  parseLifeRecord,
} from './life-record.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const LIFE = 'life.json'
const MANIFEST = 'manifest.json'
/** Pictures of several people: gone when one of them is erased. */
const COMPOSITES = 'composites'

export type LifeEvent =
  | { readonly kind: 'held' | 'release-asked' | 'released'; readonly by: string }
  | { readonly kind: 'deleted'; readonly by: string; readonly receipt: DeletionReceipt }

export interface RecordingLifeOptions {
  readonly store: RecordingStore
  readonly keys: KeyRing
  /** Whatever the people in it were told: more is not allowed here. */
  readonly maxRetentionDays: number
  readonly now?: () => number
  /** Every step, for the audit. */
  onEvent?(tenant: TenantId, recording: RecordingId, event: LifeEvent): void
}

/** Answers the id for the receipt. Throws `recording-held` where somebody was faster. */
export type MayExpire = (recording: RecordingId) => Promise<string>

interface Place {
  readonly tenant: TenantId
  readonly recording: RecordingId
}

const checkManifest = Compile(RecordingManifest)

/** Retention, erasure and legal hold of what is recorded. */
export class RecordingLife {
  readonly #options: RecordingLifeOptions
  readonly #now: () => number
  /** Changes of one recording go one after the other. */
  readonly #queues = new Map<RecordingId, Promise<unknown>>()

  constructor(options: RecordingLifeOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  /** Every take. `not-found` where there is no such recording. */
  async manifests({ tenant, recording }: Place): Promise<RecordingManifest[]> {
    const names = await this.#options.store.list(`${tenant}/${recording}`)
    const found = names.filter((name) => name.endsWith(`/${MANIFEST}`))
    if (found.length === 0) throw new VisavisError('not-found')
    return Promise.all(found.map((name) => this.#readManifest(name)))
  }

  async recordings(tenant: TenantId): Promise<RecordingId[]> {
    const names = await this.#options.store.list(tenant)
    const ids = names
      .filter((name) => name.endsWith(`/${MANIFEST}`))
      .map((name) => name.split('/')[1])
    return [...new Set(ids)] as RecordingId[]
  }

  /** When it goes by itself. */
  deadline(manifests: readonly RecordingManifest[]): number {
    const ends = manifests.map(({ endedAt, startedAt, retentionDays }) => {
      const days = Math.min(retentionDays, this.#options.maxRetentionDays)
      return (endedAt ?? startedAt) + days * DAY_MS
    })
    return Math.max(...ends)
  }

  /** Its hold and its receipts. */
  record(place: Place): Promise<LifeRecord> {
    return this.#read(place)
  }

  holdOf(place: Place): Promise<LegalHold | null> {
    return this.#read(place).then(({ hold }) => hold)
  }

  receipts(place: Place): Promise<readonly DeletionReceipt[]> {
    return this.#read(place).then((record) => record.receipts)
  }

  /** Blocks retention and erasure. A second hold changes nothing. */
  hold(place: Place, { by, reason }: { by: string; reason: string }): Promise<void> {
    return this.#inTurn(place, async (record) => {
      await this.manifests(place)
      if (record.hold) return
      const hold = { by, reason, at: this.#now(), releases: [] }
      await this.#write(place, { ...record, hold })
      this.#tell(place, { kind: 'held', by })
    })
  }

  /** One person asks, another one's word ends it. Whether it has ended. */
  release(place: Place, { by }: { by: string }): Promise<boolean> {
    return this.#inTurn(place, async (record) => {
      const { hold } = record
      if (!hold) throw new VisavisError('not-found')
      if (hold.releases.some((one) => one.by === by)) return false
      const releases = [...hold.releases, { by, at: this.#now() }]
      const isOver = releases.length >= 2
      await this.#write(place, { ...record, hold: isOver ? null : { ...hold, releases } })
      this.#tell(place, { kind: isOver ? 'released' : 'release-asked', by })
      return isOver
    })
  }

  /** Makes what a person said and showed unreadable for good, in copies too, and deletes it. */
  erase(place: Place, { person, by }: { person: PersonId; by: string }): Promise<DeletionReceipt> {
    return this.#inTurn(place, async (record) => {
      if (record.hold) throw new VisavisError('recording-held')
      const { tenant, recording } = place
      const manifests = await this.manifests(place)
      await this.#options.keys.destroy({ tenant, recording, person })
      const files = manifests.flatMap((manifest) => partsOf(manifest, person))
      const composites = await this.#options.store.list(`${tenant}/${recording}/${COMPOSITES}`)
      const gone = [...files, ...composites.map((name) => ({ name, sha256: null }))]
      const id = randomUUID()
      const people = [person]
      return this.#delete(place, record, { id, because: 'erasure', by, person, gone, people })
    })
  }

  /**
   * Deletes what has been kept for long enough. What cannot be deleted now is tried again by the next sweep: an
   * `AggregateError` says why, once the others are gone.
   */
  async sweep(tenant: TenantId, mayExpire: MayExpire): Promise<DeletionReceipt[]> {
    const receipts: DeletionReceipt[] = []
    const errors: unknown[] = []
    for (const recording of await this.recordings(tenant)) {
      try {
        const receipt = await this.#sweepOne({ tenant, recording }, mayExpire)
        if (receipt) receipts.push(receipt)
      } catch (error) {
        if (!isHeldNow(error)) errors.push(error)
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Recordings whose time is over stay')
    return receipts
  }

  #sweepOne(place: Place, mayExpire: MayExpire): Promise<DeletionReceipt | undefined> {
    return this.#inTurn(place, async (record) => {
      const { tenant, recording } = place
      const { store, keys } = this.#options
      const manifests = await this.manifests(place)
      const isRunning = manifests.some(({ endedAt }) => endedAt === null)
      if (record.hold || isRunning || this.deadline(manifests) > this.#now()) return undefined
      const id = await mayExpire(recording)
      const people = await keys.people(tenant, recording)
      for (const person of people) await keys.destroy({ tenant, recording, person })
      const hashes = new Map(
        manifests.flatMap((manifest) =>
          manifest.parts.map(({ file, sha256 }) => [nameOf(manifest, file), sha256] as const),
        ),
      )
      const names = await store.list(`${tenant}/${recording}`)
      const gone = names
        .filter((name) => !name.endsWith(`/${LIFE}`))
        .map((name) => ({ name, sha256: hashes.get(name) ?? null }))
      const by = 'visavis'
      const person = null
      return this.#delete(place, record, { id, because: 'retention', by, person, gone, people })
    })
  }

  async #delete(
    place: Place,
    record: LifeRecord,
    deletion: {
      id: string
      because: DeletionReceipt['because']
      by: string
      person: PersonId | null
      gone: DeletionReceipt['files']
      people: PersonId[]
    },
  ): Promise<DeletionReceipt> {
    const { id, because, by, person, gone, people } = deletion
    for (const { name } of gone) await this.#options.store.delete(name)
    const receipt: DeletionReceipt = {
      ...{ id, ...place, person, because, by, at: this.#now() },
      files: gone,
      keysDestroyed: people,
    }
    await this.#write(place, { ...record, receipts: [...record.receipts, receipt] })
    this.#tell(place, { kind: 'deleted', by, receipt })
    return receipt
  }

  #inTurn<T>(place: Place, run: (record: LifeRecord) => Promise<T>): Promise<T> {
    const { recording } = place
    const before = this.#queues.get(recording) ?? Promise.resolve()
    const mine = before.catch(() => {}).then(async () => run(await this.#read(place)))
    const entry = mine
      .catch(() => {})
      .finally(() => {
        if (this.#queues.get(recording) === entry) this.#queues.delete(recording)
      })
    this.#queues.set(recording, entry)
    return mine
  }

  async #read({ tenant, recording }: Place): Promise<LifeRecord> {
    try {
      await using object = await this.#options.store.open(`${tenant}/${recording}/${LIFE}`)
      return parseLifeRecord((await object.read(0, object.size)).toString('utf8'))
    } catch (error) {
      if (error instanceof VisavisError && error.code === 'not-found')
        return { hold: null, receipts: [] }
      throw error
    }
  }

  async #write({ tenant, recording }: Place, record: LifeRecord): Promise<void> {
    const content = Buffer.from(JSON.stringify(record))
    await this.#options.store.put(`${tenant}/${recording}/${LIFE}`, content)
  }

  async #readManifest(name: string): Promise<RecordingManifest> {
    await using object = await this.#options.store.open(name)
    const manifest: unknown = JSON.parse((await object.read(0, object.size)).toString('utf8'))
    if (checkManifest.Check(manifest)) return manifest
    throw new VisavisError('recording-damaged', { detail: `${name} is no manifest.` })
  }

  #tell({ tenant, recording }: Place, event: LifeEvent): void {
    this.#options.onEvent?.(tenant, recording, event)
  }
}

function isHeldNow(error: unknown): boolean {
  return error instanceof VisavisError && error.code === 'recording-held'
}

function partsOf(manifest: RecordingManifest, person: PersonId): DeletionReceipt['files'] {
  const tracks = new Set(
    manifest.tracks.filter((one) => one.person === person).map(({ track }) => track),
  )
  return manifest.parts
    .filter(({ track }) => tracks.has(track))
    .map(({ file, sha256 }) => ({ name: nameOf(manifest, file), sha256 }))
}

function nameOf({ tenant, recording, take }: RecordingManifest, file: string): string {
  return `${tenant}/${recording}/${take}/${file}`
}
