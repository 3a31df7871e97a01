import { randomUUID } from 'node:crypto'
import {
  type PersonId,
  type RecordingId,
  type RecordingManifest,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import type { KeyRing } from '../keys/key-ring.ts'
import { readJson } from '../store/read-json.ts'
import type { RecordingStore } from '../store/recording-store.ts'
import {
  checkLifeRecord,
  type DeletionReceipt,
  type LegalHold,
  type LifeRecord,
} from './life-record.ts'
import {
  demandRegion,
  endOf,
  isIn,
  isManifest,
  nameOf,
  type Place,
  partsOf,
  readTakes,
  type StoredTakes,
} from './stored-takes.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
/** Pictures of several people: gone when one of them is erased. */
const COMPOSITES = 'composites'
/** A recorder stores what it has after each part, which is at most ten minutes long; pauses may be longer. */
const SILENT_MS = DAY_MS

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

  /** Every take, also those whose manifest cannot be read. None where there is no such recording. */
  takes(place: Place): Promise<StoredTakes> {
    return readTakes(this.#options.store, place)
  }

  /** Every take that can be read. `not-found` where there is no such recording. */
  async manifests(place: Place): Promise<RecordingManifest[]> {
    const takes = await this.takes(place)
    if (isNothing(takes)) throw new VisavisError('not-found')
    return takes.manifests
  }

  async recordings(tenant: TenantId): Promise<RecordingId[]> {
    const names = await this.#options.store.list(tenant)
    const ids = names.filter(isManifest).map((name) => name.split('/')[1])
    return [...new Set(ids)] as RecordingId[]
  }

  /** When it goes by itself. What a damaged take was to be kept is known from another, or it is kept as long as is allowed. */
  deadline({ manifests, damaged }: StoredTakes): number {
    const { maxRetentionDays } = this.#options
    const ends = manifests.map((manifest) => {
      return endOf(manifest) + Math.min(manifest.retentionDays, maxRetentionDays) * DAY_MS
    })
    if (ends.length > 0) return Math.max(...ends)
    return Math.max(...damaged.map(({ modifiedAt }) => modifiedAt + maxRetentionDays * DAY_MS))
  }

  /** Whether a recorder has it. One that has said nothing for a day has died, and its disk with it. */
  isRunning({ manifests }: StoredTakes): boolean {
    const since = this.#now() - SILENT_MS
    return manifests.some((manifest) => manifest.endedAt === null && endOf(manifest) > since)
  }

  /** Its hold and its receipts. Throws `recording-damaged` where they cannot be read: then nothing of it is deleted. */
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

  /** Throws what `erase` would: `recording-held`, `keys-unavailable`, or `not-found`. */
  async demandErasable(place: Place, person: PersonId): Promise<void> {
    await this.#erasable(place, person, await this.#read(place))
  }

  /**
   * Makes what a person said and showed unreadable for good, in copies too, and deletes it. What is not in the store yet
   * does not open when it comes there.
   */
  erase(place: Place, { person, by }: { person: PersonId; by: string }): Promise<DeletionReceipt> {
    return this.#inTurn(place, async (record) => {
      const { tenant, recording } = place
      const manifests = await this.#erasable(place, person, record)
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
      const takes = await this.takes(place)
      const { manifests } = takes
      if (record.hold || isNothing(takes) || this.isRunning(takes)) return undefined
      if (this.deadline(takes) > this.#now()) return undefined
      const people = await this.#everybody(place, takes)
      const id = await mayExpire(recording)
      for (const person of people) await keys.destroy({ tenant, recording, person })
      const hashes = new Map(
        manifests.flatMap((manifest) =>
          manifest.parts.map(({ file, sha256 }) => [nameOf(manifest, file), sha256] as const),
        ),
      )
      const names = await store.list(`${tenant}/${recording}`)
      // Manifests last: what is left when this is cut short is found by them.
      const gone = [...names.filter((name) => !isManifest(name)), ...names.filter(isManifest)]
        .filter((name) => name !== lifeName(place))
        .map((name) => ({ name, sha256: hashes.get(name) ?? null }))
      const by = 'visavis'
      const person = null
      return this.#delete(place, record, { id, because: 'retention', by, person, gone, people })
    })
  }

  /** The takes that a person is to be erased from. */
  async #erasable(
    place: Place,
    person: PersonId,
    { hold }: LifeRecord,
  ): Promise<RecordingManifest[]> {
    const { keys } = this.#options
    if (hold) throw new VisavisError('recording-held')
    const { manifests } = await this.takes(place)
    demandRegion(manifests, keys.region)
    const isKnown = (await keys.everybody(place.tenant, place.recording)).includes(person)
    if (isKnown) return manifests
    const isRecorded = manifests.some((manifest) => isIn(manifest, person))
    throw new VisavisError(isRecorded ? 'keys-unavailable' : 'not-found')
  }

  /** Whose keys there are or were. `keys-unavailable` where one of somebody who is recorded is elsewhere. */
  async #everybody(
    { tenant, recording }: Place,
    { manifests, damaged }: StoredTakes,
  ): Promise<PersonId[]> {
    const { keys } = this.#options
    demandRegion(manifests, keys.region)
    const known = await keys.everybody(tenant, recording)
    const recorded = manifests.flatMap(({ tracks }) => tracks.map(({ person }) => person))
    const isElsewhere = damaged.length > 0 && known.length === 0
    if (!isElsewhere && recorded.every((person) => known.includes(person))) return known
    throw new VisavisError('keys-unavailable')
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

  async #read(place: Place): Promise<LifeRecord> {
    try {
      await using object = await this.#options.store.open(lifeName(place))
      return checkLifeRecord(await readJson(object))
    } catch (error) {
      if (error instanceof VisavisError && error.code === 'not-found')
        return { hold: null, receipts: [] }
      throw error
    }
  }

  async #write(place: Place, record: LifeRecord): Promise<void> {
    await this.#options.store.put(lifeName(place), Buffer.from(JSON.stringify(record)))
  }

  #tell({ tenant, recording }: Place, event: LifeEvent): void {
    this.#options.onEvent?.(tenant, recording, event)
  }
}

/** Of the object with its hold and receipts, in the store. */
export function lifeName({ tenant, recording }: Place): string {
  return `${tenant}/${recording}/life.json`
}

function isNothing({ manifests, damaged }: StoredTakes): boolean {
  return manifests.length + damaged.length === 0
}

function isHeldNow(error: unknown): boolean {
  return error instanceof VisavisError && error.code === 'recording-held'
}
