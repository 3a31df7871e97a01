import type { KeyObject } from 'node:crypto'

/** People known at once. Beyond it the longest unused is forgotten and read again when needed. */
const MAX_ENTRIES = 20_000

interface Entry {
  readonly key: KeyObject | null
  readonly until: number
}

/** Data keys by person; `null` for a person whose key is destroyed. Entries live `ttlMs` at most. */
export class KeyCache {
  readonly #ttlMs: number
  readonly #entries = new Map<string, Entry>()

  constructor(options: { ttlMs: number }) {
    this.#ttlMs = options.ttlMs
  }

  get(id: string): KeyObject | null | undefined {
    const entry = this.#entries.get(id)
    if (entry === undefined) return undefined
    if (entry.until < performance.now()) {
      this.#entries.delete(id)
      return undefined
    }
    return entry.key
  }

  set(id: string, key: KeyObject | null): void {
    this.#entries.delete(id)
    this.#entries.set(id, { key, until: performance.now() + this.#ttlMs })
    if (this.#entries.size <= MAX_ENTRIES) return
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest)
      return
    }
  }

  clear(): void {
    this.#entries.clear()
  }
}
