import type { TransportId } from '@visavis/protocol'

/** Which transports a session has, those still being made included. */
export class SessionIndex {
  readonly #sessions = new Map<string, Set<TransportId>>()

  get size(): number {
    return this.#sessions.size
  }

  has(session: string): boolean {
    return this.#sessions.has(session)
  }

  add(session: string, id: TransportId): void {
    this.#sessions.set(session, (this.#sessions.get(session) ?? new Set()).add(id))
  }

  delete(session: string, id: TransportId): void {
    const ids = this.#sessions.get(session)
    ids?.delete(id)
    if (ids?.size === 0) this.#sessions.delete(session)
  }

  transportsOf(session: string): TransportId[] {
    return [...(this.#sessions.get(session) ?? [])]
  }
}
