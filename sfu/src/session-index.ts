import { type TransportId, VisavisError } from '@visavis/protocol'

export interface SessionOwner {
  readonly caller: string
  readonly epoch: number
}

interface Known extends SessionOwner {
  readonly transports: Set<TransportId>
}

/** A session that ended is remembered so long: a caller that lost it does not begin it anew. */
const REMEMBERED_MS = 60_000

/** Who commands a session, and which transports it has, those still being made included. */
export class SessionIndex {
  readonly #sessions = new Map<string, Known>()
  readonly #ended = new Map<string, { readonly epoch: number; readonly at: number }>()

  get size(): number {
    return this.#sessions.size
  }

  ownerOf(session: string): SessionOwner | undefined {
    return this.#sessions.get(session)
  }

  ownedBy(caller: string): string[] {
    return [...this.#sessions].filter(([, owner]) => owner.caller === caller).map(([id]) => id)
  }

  /** Throws `stale-epoch` for who commands it no longer. A newer epoch takes it over. */
  add(session: string, id: TransportId, { caller, epoch }: SessionOwner): void {
    const known = this.#sessions.get(session)
    if (!known) {
      if (epoch < (this.#ended.get(session)?.epoch ?? 0)) throw new VisavisError('stale-epoch')
      this.#sessions.set(session, { caller, epoch, transports: new Set([id]) })
      return
    }
    known.transports.add(id)
    if (epoch > known.epoch) this.#sessions.set(session, { ...known, caller, epoch })
  }

  /** Throws `not-found`, or `stale-epoch` where somebody else has it with this epoch, or anybody with a newer one. */
  adopt(session: string, { caller, epoch }: SessionOwner): TransportId[] {
    const known = this.#sessions.get(session)
    if (!known) throw new VisavisError('not-found')
    const isAgain = epoch === known.epoch && caller === known.caller
    if (epoch <= known.epoch && !isAgain) throw new VisavisError('stale-epoch')
    this.#sessions.set(session, { ...known, caller, epoch })
    return [...known.transports]
  }

  delete(session: string, id: TransportId): void {
    const known = this.#sessions.get(session)
    known?.transports.delete(id)
    if (known?.transports.size !== 0) return
    this.#sessions.delete(session)
    this.#remember(session, known.epoch)
  }

  transportsOf(session: string): TransportId[] {
    return [...(this.#sessions.get(session)?.transports ?? [])]
  }

  /** Only what was taken over: nobody else knows of the others. */
  #remember(session: string, epoch: number): void {
    const now = performance.now()
    for (const [id, { at }] of this.#ended) {
      if (now - at < REMEMBERED_MS) break
      this.#ended.delete(id)
    }
    if (epoch === 1) return
    this.#ended.delete(session)
    this.#ended.set(session, { epoch, at: now })
  }
}
