import type { PersonId, SessionId, TenantId } from '@visavis/protocol'
import {
  BLINK_MS,
  type CallElsewhere,
  type Claim,
  type Claimed,
  type Desks,
  type NewSession,
  type Owned,
  type SessionChange,
  type SessionDirectory,
  type SessionPlace,
  type SessionRecord,
  type TakenPlace,
  type Takeover,
} from './session-directory.ts'

interface Known extends SessionRecord {
  readonly proof: Buffer
  readonly isInside: boolean
  readonly awaySince: number | undefined
  readonly isEnding: boolean
}

type Person = Pick<SessionRecord, 'tenant' | 'person'>

/** For one process alone. */
export class MemorySessionDirectory implements SessionDirectory {
  readonly instance = 'here'
  readonly isShared = false
  readonly #sessions = new Map<SessionId, Known>()
  readonly #byPerson = new Map<string, Set<SessionId>>()
  /** Sessions that take calls, by tenant. */
  readonly #desks = new Map<TenantId, Set<SessionId>>()

  async open({ id, tenant, person, proof }: NewSession): Promise<void> {
    this.#put({
      id,
      tenant,
      person,
      proof,
      epoch: 1,
      place: undefined,
      isInside: false,
      watchesQueue: false,
      takesCalls: false,
      awaySince: undefined,
      isEnding: false,
    })
  }

  async claim({ id, tenant, person, proof, next }: Claim): Promise<Claimed | undefined> {
    const known = this.#sessions.get(id)
    const isTheirs = known?.tenant === tenant && known.person === person
    if (!isTheirs || known.isEnding || !known.proof.equals(proof)) return undefined
    const claimed = { ...known, epoch: known.epoch + 1, proof: next, awaySince: undefined }
    this.#put(claimed)
    return { ...claimed, previous: this.instance }
  }

  async update(session: Owned, change: SessionChange): Promise<boolean> {
    const known = this.#owned(session)
    if (!known) return false
    const { place, isInside = place ? true : known.isInside, desk, isAway } = change
    this.#put({
      ...known,
      ...desk,
      place: place === null ? undefined : (place ?? known.place),
      isInside: place === null ? false : isInside,
      awaySince: isAway === undefined ? known.awaySince : isAway ? Date.now() : undefined,
    })
    return true
  }

  async end(session: Owned): Promise<boolean> {
    const known = this.#owned(session)
    if (known) this.#put({ ...known, isEnding: true })
    return known !== undefined
  }

  async forget(id: SessionId): Promise<void> {
    const known = this.#sessions.get(id)
    if (!known) return
    this.#sessions.delete(id)
    discard(this.#byPerson, keyOf(known), id)
    discard(this.#desks, known.tenant, id)
  }

  async inCall(
    session: NewSession | (Person & { id: SessionId }),
  ): Promise<CallElsewhere | undefined> {
    const [other] = this.#inCalls(session)
    return other?.place && { session: other.id, room: other.place.room }
  }

  async takeSeatAlone(session: Takeover['session'], place: SessionPlace): Promise<boolean> {
    const known = this.#owned(session)
    if (!known || this.#inCalls(session).length > 0) return false
    this.#put({ ...known, place, isInside: true })
    return true
  }

  async takePlace({ session, room }: Takeover): Promise<TakenPlace | undefined> {
    const other = this.#inCalls(session).find(({ place }) => place?.room === room)
    const known = this.#owned(session)
    if (!other?.place || !known) return undefined
    const { id, place } = other
    await this.forget(id)
    this.#put({ ...known, place, isInside: true })
    return { session: id, participant: place.participant, instance: this.instance }
  }

  async desks(tenant: TenantId): Promise<Desks> {
    const all = [...(this.#desks.get(tenant) ?? [])].flatMap((id) => this.#sessions.get(id) ?? [])
    const taking = all.filter(
      ({ watchesQueue, awaySince }) =>
        watchesQueue && (awaySince === undefined || Date.now() - awaySince < BLINK_MS),
    )
    return { taking: taking.length, free: taking.filter(({ isInside }) => !isInside).length }
  }

  #put(known: Known): void {
    this.#sessions.set(known.id, known)
    add(this.#byPerson, keyOf(known), known.id)
    if (known.takesCalls) add(this.#desks, known.tenant, known.id)
    else discard(this.#desks, known.tenant, known.id)
  }

  #owned({ id, epoch }: Owned): Known | undefined {
    const known = this.#sessions.get(id)
    return known?.epoch === epoch ? known : undefined
  }

  #inCalls(session: Person & { id: SessionId }): Known[] {
    const ids = [...(this.#byPerson.get(keyOf(session)) ?? [])].filter((id) => id !== session.id)
    return ids
      .flatMap((id) => this.#sessions.get(id) ?? [])
      .filter(({ isInside, isEnding }) => isInside && !isEnding)
  }
}

function keyOf({ tenant, person }: { tenant: TenantId; person: PersonId }): string {
  return `${tenant}/${person}`
}

function add<K>(sets: Map<K, Set<SessionId>>, key: K, id: SessionId): void {
  const set = sets.get(key) ?? new Set()
  sets.set(key, set.add(id))
}

function discard<K>(sets: Map<K, Set<SessionId>>, key: K, id: SessionId): void {
  const set = sets.get(key)
  set?.delete(id)
  if (set?.size === 0) sets.delete(key)
}
