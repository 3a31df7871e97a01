import { randomUUID } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { VisavisError } from '@visavis/protocol'
import { Compile } from 'typebox/compile'
import { isMissing } from '../is-missing.ts'
import type { RecordingLife } from '../life/recording-life.ts'
import type { RecorderLogger } from '../recorder-logger.ts'
import { safeName } from '../safe-name.ts'
import { SealedReader } from '../seal/sealed-reader.ts'
import { readJson } from '../store/read-json.ts'
import {
  Composite,
  type CompositeJob,
  type CompositeRequest,
  type CompositeState,
  type RecordingPlace,
} from './composite.ts'
import { compositeKey } from './composite-key.ts'
import { type CompositeTools, compositeNames, makeComposite } from './make-composite.ts'

/** Each takes the machine for minutes. */
const MAX_WAITING = 20
/** For those that made nothing: long enough for a page that looks now and then. */
const REMEMBER_MS = 60 * 60_000
/** What a process left behind that ended while it made one. */
const STALE_MS = 24 * 60 * 60_000

export interface CompositeJobsOptions extends CompositeTools {
  readonly life: Pick<RecordingLife, 'manifests'>
  readonly logger: RecorderLogger
}

/** An MP4 that is open for reading at any place. */
export interface OpenComposite extends AsyncDisposable {
  readonly composite: Composite
  /** Plain bytes from `from` up to `to`. */
  read(from?: number, to?: number): AsyncGenerator<Buffer>
}

interface Entry {
  readonly place: RecordingPlace
  readonly request: CompositeRequest
  readonly abort: AbortController
  readonly over: PromiseWithResolvers<void>
  /** While it is made. */
  work: Promise<void>
  job: CompositeJob
}

const check = Compile(Composite)

/**
 * MP4s of whole recordings, made on demand, one after the other: everybody beside each other, all voices mixed, pauses and
 * losses to be seen. They are sealed like parts, and gone when somebody who is in them is erased.
 */
export class CompositeJobs implements AsyncDisposable {
  readonly #options: CompositeJobsOptions
  readonly #entries = new Map<string, Entry>()
  #working: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: CompositeJobsOptions) {
    this.#options = options
    this.#tidy().catch((err) => options.logger.warn({ err }, 'old composites stay on the disk'))
  }

  /**
   * Begins one, or answers with the one of this recording that is under way. Throws `not-found` where nothing is recorded,
   * `rate-limited` where too many wait.
   */
  async start(place: RecordingPlace, request: CompositeRequest): Promise<CompositeJob> {
    await this.#options.life.manifests(place)
    if (this.#isClosed) throw new VisavisError('shutting-down')
    const unfinished = [...this.#entries.values()].filter(({ job }) => isUnfinished(job.state))
    const known = unfinished.find((entry) => isSame(entry.place, place))
    if (known) return known.job
    if (unfinished.length >= MAX_WAITING) throw new VisavisError('rate-limited')
    const { recording } = place
    const id = randomUUID()
    const state = { kind: 'waiting' } as const
    const job = { id, recording, by: request.by, state }
    const [abort, over] = [new AbortController(), Promise.withResolvers<void>()]
    const entry: Entry = { place, request, job, abort, over, work: Promise.resolve() }
    this.#entries.set(id, entry)
    this.#working = this.#working.then(() => this.#run(entry))
    return job
  }

  /** As it is now, or as it is in the store. Throws `not-found`. */
  async read(place: RecordingPlace, id: string): Promise<CompositeJob> {
    const entry = this.#entryOf(place, id)
    if (entry) return entry.job
    const { about } = compositeNames(place, safeName(id))
    return doneJob(place, await this.#readAbout(about))
  }

  /** Resolves when it is over, one way or another. */
  async finished(place: RecordingPlace, id: string): Promise<CompositeJob> {
    const entry = this.#entryOf(place, id)
    if (!entry) return this.read(place, id)
    await entry.over.promise
    return entry.job
  }

  /** One that is over stays as it is. Throws `not-found` where it is not made here. */
  cancel(place: RecordingPlace, id: string): CompositeJob {
    const entry = this.#entryOf(place, id)
    if (!entry) throw new VisavisError('not-found')
    if (isUnfinished(entry.job.state)) {
      this.#enter(entry, { kind: 'cancelled' })
      entry.abort.abort()
    }
    return entry.job
  }

  /** Those that are made here, then those in the store; the newest first. */
  async list(place: RecordingPlace): Promise<CompositeJob[]> {
    const mine = [...this.#entries.values()].filter((entry) => isSame(entry.place, place))
    const underWay = mine.map(({ job }) => job).filter(({ state }) => isUnfinished(state))
    const stored = await this.#stored(place)
    const known = new Set(underWay.map(({ id }) => id))
    const done = stored.filter(({ id }) => !known.has(id)).map((one) => doneJob(place, one))
    return [...underWay.reverse(), ...done]
  }

  /** Throws `not-found`, or `recording-erased` where the key of somebody in it is gone. */
  async open(place: RecordingPlace, id: string): Promise<OpenComposite> {
    const { store, keys } = this.#options
    const { media, about } = compositeNames(place, safeName(id))
    const composite = await this.#readAbout(about)
    const dataKey = await compositeKey(keys, place, composite.people)
    const source = await store.open(media)
    try {
      const reader = await SealedReader.open({ source, dataKey, name: media })
      return {
        composite,
        read: (from, to) => reader.read(from, to),
        [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
      }
    } catch (error) {
      await source[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Deletes one; what is being made is cancelled. What is not there is no mistake. */
  async remove(place: RecordingPlace, id: string): Promise<void> {
    const names = compositeNames(place, safeName(id))
    const entry = this.#entryOf(place, id)
    if (entry) {
      this.cancel(place, id)
      await entry.work
    }
    for (const name of Object.values(names)) await this.#options.store.delete(name)
  }

  /** Ends what is under way; it is not begun again. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const { place, job } of this.#entries.values()) this.cancel(place, job.id)
    await this.#working
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #run(entry: Entry): Promise<void> {
    if (entry.abort.signal.aborted) return
    entry.work = this.#make(entry)
    await entry.work
  }

  async #make(entry: Entry): Promise<void> {
    const { place, request, job, abort } = entry
    const { life, logger } = this.#options
    this.#enter(entry, { kind: 'running', progress: 0 })
    try {
      const composite = await makeComposite(this.#options, {
        ...{ ...request, place, id: job.id, signal: abort.signal },
        manifests: await life.manifests(place),
        onProgress: (progress) => this.#enter(entry, { kind: 'running', progress }),
      })
      this.#enter(entry, { kind: 'done', composite })
    } catch (err) {
      if (!abort.signal.aborted) {
        const { recording } = place
        logger.error({ err, recording }, 'a composite could not be made')
        this.#enter(entry, { kind: 'failed', error: VisavisError.from(err).code })
      }
    }
  }

  /** What is over stays so; what is done is read from the store from then on. */
  #enter(entry: Entry, state: CompositeState): void {
    if (!isUnfinished(entry.job.state)) return
    entry.job = { ...entry.job, state }
    if (isUnfinished(state)) return
    entry.over.resolve()
    const forget = () => this.#entries.delete(entry.job.id)
    if (state.kind === 'done') forget()
    else setTimeout(forget, REMEMBER_MS).unref()
  }

  #entryOf(place: RecordingPlace, id: string): Entry | undefined {
    const entry = this.#entries.get(id)
    return entry && isSame(entry.place, place) ? entry : undefined
  }

  async #stored({ tenant, recording }: RecordingPlace): Promise<Composite[]> {
    const names = await this.#options.store.list(`${tenant}/${recording}/composites`)
    const about = names.filter((name) => name.endsWith('.json'))
    const found = await Promise.all(about.map((name) => this.#readAbout(name).catch(ifGone)))
    return found
      .filter((composite) => composite !== undefined)
      .sort((one, other) => other.madeAt - one.madeAt)
  }

  async #readAbout(name: string): Promise<Composite> {
    await using object = await this.#options.store.open(name)
    const about = await readJson(object)
    if (check.Check(about)) return about
    throw new VisavisError('recording-damaged', { detail: `${name} is about no composite.` })
  }

  async #tidy(): Promise<void> {
    const { folder } = this.#options
    const files = await readdir(folder).catch((error: unknown) => {
      if (isMissing(error)) return []
      throw error
    })
    for (const file of files) {
      const path = join(folder, file)
      const { mtimeMs } = await stat(path)
      if (Date.now() - mtimeMs > STALE_MS) await rm(path, { force: true })
    }
  }
}

function doneJob({ recording }: RecordingPlace, composite: Composite): CompositeJob {
  const { id, by } = composite
  return { id, recording, by, state: { kind: 'done', composite } }
}

/** Deleted meanwhile. */
function ifGone(error: unknown): undefined {
  if (error instanceof VisavisError && error.code === 'not-found') return undefined
  throw error
}

function isUnfinished({ kind }: CompositeState): boolean {
  return kind === 'waiting' || kind === 'running'
}

function isSame(one: RecordingPlace, other: RecordingPlace): boolean {
  return one.tenant === other.tenant && one.recording === other.recording
}
