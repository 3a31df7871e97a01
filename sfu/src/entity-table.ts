import { VisavisError } from '@visavis/protocol'

interface Entry<T> {
  readonly making: Promise<T>
  readonly session: string | undefined
  made?: T
}

/**
 * Things by the id that their caller chose, those still being made included. So a call may name what an
 * earlier call makes without waiting for its answer, while calls that name different things overlap.
 */
export class EntityTable<Id extends string, T extends object> {
  readonly #entries = new Map<Id, Entry<T>>()

  get size(): number {
    return this.#entries.size
  }

  has(id: Id): boolean {
    return this.#entries.has(id)
  }

  /** What is made and not deleted. */
  *values(): Iterable<T> {
    for (const { made } of this.#entries.values()) if (made) yield made
  }

  /** Whose it is, also while it is being made. */
  sessionOf(id: Id): string | undefined {
    return this.#entries.get(id)?.session
  }

  /** Takes the id at once, and gives it back when making fails. */
  async make(id: Id, session: string | undefined, make: () => Promise<T>): Promise<T> {
    if (this.#entries.has(id)) throw new VisavisError('id-in-use')
    const entry: Entry<T> = { making: make(), session }
    this.#entries.set(id, entry)
    try {
      entry.made = await entry.making
      return entry.made
    } catch (error) {
      this.#entries.delete(id)
      throw error
    }
  }

  /** Waits where it is still being made. Refuses what is absent or could not be made. */
  async get(id: Id): Promise<T> {
    const entry = this.#entries.get(id)
    if (!entry) throw new VisavisError('not-found')
    if (entry.made) return entry.made
    try {
      return await entry.making
    } catch (error) {
      throw new VisavisError('not-found', { cause: error })
    }
  }

  delete(id: Id): void {
    this.#entries.delete(id)
  }
}
