import {
  type PersonId,
  type RecordedPart,
  type RecordingId,
  RecordingManifest,
  type TenantId,
  VisavisError,
} from '@visavis/protocol'
import { type KeyRing, type RecordingStore, readJson, SealedReader } from '@visavis/recorder'
import { Compile } from 'typebox/compile'
import { type PartScan, PartScans } from './part-scans.ts'
import type { WebmLayout } from './webm-head.ts'

export interface PartPlace {
  readonly tenant: TenantId
  readonly recording: RecordingId
  readonly take: string
  readonly file: string
}

/** A part as a file that players can seek in. */
export interface PlayablePart extends AsyncDisposable {
  readonly part: RecordedPart
  /** Of the file. */
  readonly size: number
  /** Bytes from `from` up to `to`. */
  read(from: number, to: number): AsyncGenerator<Buffer>
}

/** One that was read to its end: what is damaged has been left out. */
export interface ScannedPart extends PlayablePart {
  readonly scan: PartScan
}

interface Unsealed {
  readonly part: RecordedPart
  readonly reader: SealedReader
  readonly dispose: () => PromiseLike<void>
}

const checkManifest = Compile(RecordingManifest)

/** Opens parts of recordings as somebody watches them. Keys are asked for every time: a destroyed one counts at once. */
export class PartShelf {
  readonly #store: RecordingStore
  readonly #keys: KeyRing
  readonly #scans = new PartScans()
  /** Names of parts that are not served as they were written. */
  readonly #damaged = new Set<string>()

  constructor({ store, keys }: { store: RecordingStore; keys: KeyRing }) {
    this.#store = store
    this.#keys = keys
  }

  /**
   * As it was written where that is whole, or laid out anew. Damage in a whole one ends the reading with `recording-damaged`,
   * and from then on it is laid out too. Throws as `openScanned`.
   */
  async open(place: PartPlace): Promise<PlayablePart> {
    const unsealed = await this.#unseal(place)
    const { part, reader, dispose } = unsealed
    const isWhole = part.isComplete && reader.isComplete && !this.#damaged.has(nameOf(place))
    if (!isWhole) return this.#layOut(place, unsealed)
    const read = (from: number, to: number) => this.#readWhole(place, reader, from, to)
    return { part, size: reader.plainBytes, read, [Symbol.asyncDispose]: dispose }
  }

  /** Throws `not-found`, `recording-erased`, and `recording-damaged` where nothing of it plays. */
  async openScanned(place: PartPlace): Promise<ScannedPart> {
    return this.#layOut(place, await this.#unseal(place))
  }

  async #unseal(place: PartPlace): Promise<Unsealed> {
    const { part, person } = await this.#find(place)
    const { tenant, recording } = place
    const dataKey = await this.#keys.open({ tenant, recording, person })
    const name = nameOf(place)
    const source = await this.#store.open(name)
    const dispose = () => source[Symbol.asyncDispose]()
    try {
      return { part, reader: await SealedReader.open({ source, dataKey, name }), dispose }
    } catch (error) {
      await dispose()
      throw error
    }
  }

  async #layOut(place: PartPlace, { part, reader, dispose }: Unsealed): Promise<ScannedPart> {
    try {
      const scan = await this.#scans.of(nameOf(place), part.codec === 'opus', reader)
      const { layout, damages } = scan
      if (damages.length > 0) this.#damaged.add(nameOf(place))
      if (!layout) throw new VisavisError('recording-damaged', { detail: 'Nothing of it plays.' })
      const read = (from: number, to: number) => readLayout(layout, reader, from, to)
      return { part, scan, size: layout.size, read, [Symbol.asyncDispose]: dispose }
    } catch (error) {
      await dispose()
      throw error
    }
  }

  async *#readWhole(
    place: PartPlace,
    reader: SealedReader,
    from: number,
    to: number,
  ): AsyncGenerator<Buffer> {
    try {
      yield* reader.read(from, to)
    } catch (error) {
      if (error instanceof VisavisError && error.code === 'recording-damaged') {
        this.#damaged.add(nameOf(place))
      }
      throw error
    }
  }

  async #find(place: PartPlace): Promise<{ part: RecordedPart; person: PersonId }> {
    const { tracks, parts } = await this.#manifest(place)
    const part = parts.find(({ file }) => file === place.file)
    const person = tracks.find(({ track }) => track === part?.track)?.person
    if (!part || !person) throw new VisavisError('not-found')
    return { part, person }
  }

  async #manifest({ tenant, recording, take }: PartPlace): Promise<RecordingManifest> {
    await using object = await this.#store.open(`${tenant}/${recording}/${take}/manifest.json`)
    const manifest = await readJson(object)
    if (checkManifest.Check(manifest)) return manifest
    throw new VisavisError('recording-damaged', { detail: 'Its manifest cannot be read.' })
  }
}

export function nameOf({ tenant, recording, take, file }: PartPlace): string {
  return `${tenant}/${recording}/${take}/${file}`
}

async function* readLayout(
  { head, stretches }: WebmLayout,
  reader: SealedReader,
  from: number,
  to: number,
): AsyncGenerator<Buffer> {
  if (from < head.length) yield head.subarray(from, to)
  for (const { at, header, from: start, to: end } of stretches) {
    const contentAt = at + header.length
    if (contentAt + end - start <= from) continue
    if (at >= to) return
    if (from < contentAt) yield header.subarray(Math.max(0, from - at), to - at)
    const first = start + Math.max(0, from - contentAt)
    const last = Math.min(end, start + to - contentAt)
    if (first < last) yield* reader.read(first, last)
  }
}
