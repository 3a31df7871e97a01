import type { Entry, Lease, Registry } from './registry.ts'

/** Within one process, which holds its leases for as long as it lives. */
export class MemoryRegistry implements Registry {
  readonly #kinds = new Map<string, Map<string, unknown>>()

  hold(kind: string, id: string, value: unknown): Lease {
    const entries = this.#kinds.get(kind) ?? new Map<string, unknown>()
    this.#kinds.set(kind, entries)
    let isHeld = true
    entries.set(id, value)
    const close = async () => {
      if (isHeld) entries.delete(id)
      isHeld = false
    }
    const update = (newer: unknown) => {
      if (isHeld) entries.set(id, newer)
    }
    return { update, close, [Symbol.asyncDispose]: close }
  }

  async list(kind: string): Promise<readonly Entry[]> {
    const entries = this.#kinds.get(kind) ?? new Map<string, unknown>()
    return [...entries].map(([id, value]) => ({ id, value, ageMs: 0 }))
  }

  async close(): Promise<void> {
    for (const entries of this.#kinds.values()) entries.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
