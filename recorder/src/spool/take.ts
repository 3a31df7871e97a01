import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type {
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
  readonly #events: TakeEvents
  readonly #ownership: Ownership
  #journal: TakeJournal
  #files: number
  #writing: Promise<void> = Promise.resolve()

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
    const take = new Take(folder, { manifest: whole, open: [], stored: [] }, ownership, events)
    await take.written()
    return take
  }

  constructor(folder: string, journal: TakeJournal, ownership: Ownership, events: TakeEvents) {
    this.folder = folder
    this.#journal = journal
    this.#ownership = ownership
    this.#events = events
    this.#files = journal.manifest.parts.length
    this.#write()
  }

  get manifest(): RecordingManifest {
    return this.#journal.manifest
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
    this.#change({ parts: [...this.manifest.parts, part] })
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

  stored(file: string): void {
    this.#journal = { ...this.#journal, stored: [...this.#journal.stored, file] }
    this.#write()
  }

  /** Nothing is added any more. */
  finish(endedAt: number): void {
    this.#change({ endedAt: Math.round(endedAt) })
    this.#events.onChange(this)
  }

  /** Everything is in the store. */
  async close(): Promise<void> {
    await this.#writing
    this.#ownership.release()
  }

  written(): Promise<void> {
    return this.#writing
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
      await writeJournal(this.folder, journal).catch(this.#events.onFailure)
    })
  }
}
