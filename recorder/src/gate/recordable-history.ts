import type { ParticipantId } from '@visavis/protocol'

/** From `at` on, in the server's time, these may be recorded. */
interface Entry {
  readonly at: number
  readonly seq: number
  readonly recordable: ReadonlySet<ParticipantId>
}

const NOBODY: ReadonlySet<ParticipantId> = new Set()

/** Who might be recorded when, as the log says. Knows the recent past only: what is older has been decided. */
export class RecordableHistory {
  #entries: Entry[] = [{ at: Number.NEGATIVE_INFINITY, seq: 0, recordable: NOBODY }]

  /** Sequence number of the last event that is known. */
  get seq(): number {
    return this.#last.seq
  }

  get current(): ReadonlySet<ParticipantId> {
    return this.#last.recordable
  }

  get #last(): Entry {
    const last = this.#entries.at(-1)
    if (!last) throw new Error('A history without a beginning')
    return last
  }

  /** After an event. A room's `at` never goes back. */
  add(entry: Entry): void {
    this.#entries.push(entry)
  }

  /** Whether nothing forbade it at any moment from `from` to `to`, both included. */
  allows(participant: ParticipantId, from: number, to: number): boolean {
    for (let index = this.#entries.length - 1; index >= 0; index--) {
      const entry = this.#entries[index]
      if (!entry || entry.at > to) continue
      if (!entry.recordable.has(participant)) return false
      if (entry.at < from) return true
    }
    return false
  }

  /** Forgets what no question from `before` on needs. */
  prune(before: number): void {
    const keep = this.#entries.findLastIndex(({ at }) => at < before)
    if (keep > 0) this.#entries.splice(0, keep)
  }
}
