import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  PartEnd,
  RecordedPart,
  RecordedTrack,
  RecordingManifest,
  RecordingPause,
} from '@visavis/protocol'
import { Ownership } from './ownership.ts'
import { type OpenPart, type TakeJournal, writeJournal } from './take-journal.ts'

export interface TakeEvents {
  /** A part is whole, or the take has ended: there is something to store. */
  onChange(take: Take): void
  /** The journal cannot be written. */
  onFailure(error: unknown): void
}

/**
 * What one recorder has of one recording, from taking it to giving it back: parts on the disk, and a journal of them, so
 * that another process can end the take when this one is killed.
 */
export class Take {
  readonly folder: string
  /** Why a part ended that its writer did not end. */
  readonly openEndedBy: PartEnd
  readonly #events: TakeEvents
  readonly #ownership: Ownership
  #journal: TakeJournal
  #files: number
  #writing: Promise<void> = Promise.resolve()
  /** Why the journal was not written at the last try. */
  #failure: unknown

  static async create(
    spool: string,
    manifest: Omit<RecordingManifest, 'version' | 'endedAt' | 'tracks' | 'parts' | 'pauses'>,
    events: TakeEvents,
  ): Promise<Take> {
    const folder = join(spool, manifest.take)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const ownership = await Ownership.take(folder)
    const empty = { version: 1, endedAt: null, tracks: [], parts: [], pauses: [] } as const
    const whole: RecordingManifest = { ...manifest, ...empty, tracks: [], parts: [], pauses: [] }
    const journal = { manifest: whole, open: [], stored: [] }
    const take = new Take({ folder, journal, ownership, events, openEndedBy: 'storage' })
    try {
      await take.#demandWritten()
      return take
    } catch (error) {
      ownership.release()
      throw error
    }
  }

  constructor(options: {
    folder: string
    journal: TakeJournal
    ownership: Ownership
    events: TakeEvents
    openEndedBy: PartEnd
  }) {
    const { folder, journal, ownership, events, openEndedBy } = options
    this.folder = folder
    this.openEndedBy = openEndedBy
    this.#journal = journal
    this.#ownership = ownership
    this.#events = events
    this.#files = journal.manifest.parts.length
    this.#write()
  }

  get manifest(): RecordingManifest {
    return this.#journal.manifest
  }

  /** Parts that nobody has ended. */
  get open(): readonly OpenPart[] {
    return this.#journal.open
  }

  /** The manifest, as far as the store has the parts. */
  get storedManifest(): RecordingManifest {
    const stored = new Set(this.#journal.stored)
    const parts = this.manifest.parts.filter(({ file }) => stored.has(file))
    return { ...this.manifest, parts }
  }

  /** Parts that are whole, and not in the store yet. */
  get unstored(): RecordedPart[] {
    const stored = new Set(this.#journal.stored)
    return this.manifest.parts.filter(({ file }) => !stored.has(file))
  }

  /** What parts of this take are called in the store, and what their sealing is bound to. */
  nameOf(file: string): string {
    const { tenant, recording, take } = this.manifest
    return `${tenant}/${recording}/${take}/${file}`
  }

  nextFile(track: RecordedTrack): { file: string; name: string } {
    this.#files += 1
    const file = `${track.source}-${this.#files}-${track.track}.vvs`
    return { file, name: this.nameOf(file) }
  }

  addTrack(track: RecordedTrack): void {
    if (this.manifest.tracks.some((known) => known.track === track.track)) return
    this.#change({ tracks: [...this.manifest.tracks, track] })
  }

  begin(part: OpenPart): void {
    this.#journal = { ...this.#journal, open: [...this.#journal.open, part] }
    this.#write()
  }

  end(part: RecordedPart): void {
    const open = this.#journal.open.filter(({ file }) => file !== part.file)
    this.#journal = { ...this.#journal, open }
    const { parts, endedAt } = this.manifest
    // One that was recovered late may end after the take was thought to.
    const ended = endedAt === null ? null : Math.max(endedAt, part.endsAt)
    this.#change({ parts: [...parts, part], endedAt: ended })
    this.#events.onChange(this)
  }

  /** A file that came to nothing. */
  drop(file: string): void {
    const open = this.#journal.open.filter((part) => part.file !== file)
    this.#journal = { ...this.#journal, open }
    this.#write()
  }

  setPauses(pauses: RecordingPause[]): void {
    this.#change({ pauses })
  }

  /** Rejects where the journal cannot say so: whoever comes next would look for the file. */
  async stored(file: string): Promise<void> {
    this.#journal = { ...this.#journal, stored: [...this.#journal.stored, file] }
    this.#write()
    await this.#demandWritten()
  }

  /** Nothing is added any more. */
  finish(endedAt: number): void {
    this.#change({ endedAt: Math.round(endedAt) })
    this.#events.onChange(this)
  }

  /** Everything is in the store. */
  async close(): Promise<void> {
    await this.written()
    this.#ownership.release()
  }

  /** Resolves when nothing waits to be written. */
  async written(): Promise<void> {
    let writing: Promise<void>
    do {
      writing = this.#writing
      await writing
    } while (writing !== this.#writing)
  }

  async #demandWritten(): Promise<void> {
    await this.written()
    if (this.#failure) throw this.#failure
  }

  #change(change: Partial<RecordingManifest>): void {
    this.#journal = { ...this.#journal, manifest: { ...this.manifest, ...change } }
    this.#write()
  }

  /** One after the other; what changes meanwhile goes in the next. */
  #write(): void {
    const journal = this.#journal
    this.#writing = this.#writing.then(async () => {
      if (journal !== this.#journal) return
      this.#failure = undefined
      await writeJournal(this.folder, journal).catch((error: unknown) => {
        this.#failure = error
        this.#events.onFailure(error)
      })
    })
  }
}
