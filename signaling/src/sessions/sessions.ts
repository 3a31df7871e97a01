import type { PersonId, SessionId, TenantId } from '@visavis/protocol'
import type { Session } from './session.ts'

/** All sessions of this process, by id and by person. */
export class Sessions {
  readonly #byId = new Map<SessionId, Session>()
  readonly #byPerson = new Map<string, Set<Session>>()

  get size(): number {
    return this.#byId.size
  }

  get all(): IterableIterator<Session> {
    return this.#byId.values()
  }

  add(session: Session): void {
    this.#byId.set(session.id, session)
    const key = keyOf(session.tenant, session.person)
    const others = this.#byPerson.get(key)
    if (others) others.add(session)
    else this.#byPerson.set(key, new Set([session]))
  }

  get(id: SessionId): Session | undefined {
    return this.#byId.get(id)
  }

  ofPerson(tenant: TenantId, person: PersonId): Session[] {
    return [...(this.#byPerson.get(keyOf(tenant, person)) ?? [])]
  }

  delete(session: Session): void {
    this.#byId.delete(session.id)
    const key = keyOf(session.tenant, session.person)
    const others = this.#byPerson.get(key)
    others?.delete(session)
    if (others?.size === 0) this.#byPerson.delete(key)
  }
}

function keyOf(tenant: TenantId, person: PersonId): string {
  return `${tenant}/${person}`
}
