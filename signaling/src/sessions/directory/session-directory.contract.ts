import { newId, type PersonId, type SessionId, type TenantId } from '@visavis/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newProof } from '../resume-proof.ts'
import type { SessionDirectory, SessionPlace } from './session-directory.ts'

export interface DirectoriesUnderTest extends AsyncDisposable {
  /** As two processes have it, where there may be two. */
  readonly one: SessionDirectory
  readonly other: SessionDirectory
}

const TENANT = 'acme' as TenantId
const RIVAL = 'rival' as TenantId

/** What every directory of sessions keeps. */
export function sessionDirectoryContract(
  name: string,
  open: () => Promise<DirectoriesUnderTest>,
): void {
  describe(`the directory of sessions ${name}`, () => {
    let opened: DirectoriesUnderTest
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(async () => {
      await opened[Symbol.asyncDispose]()
    })

    test('SES-3 a proof works once, wherever it is shown, and gives the session to who was shown it', async () => {
      const { one, other } = opened
      const session = await newSession(one)
      const place = newPlace()
      await one.update(session, { place, desk: { watchesQueue: true, takesCalls: true } })
      const claims = Array.from({ length: 8 }, (_, index) =>
        (index % 2 ? one : other).claim({ ...session, next: newProof().hash }),
      )
      const won = (await Promise.all(claims)).filter((claimed) => claimed !== undefined)
      expect(won).toMatchObject([
        { epoch: 2, previous: one.instance, place, watchesQueue: true, takesCalls: true },
      ])
      expect(await one.update(session, { place: null })).toBe(false)
      expect(await one.end(session)).toBe(false)
    })

    test('SES-3 the next proof works after the first, and a wrong one spends nothing', async () => {
      const { one, other } = opened
      const session = await newSession(one)
      const [wrong, next, last] = [newProof(), newProof(), newProof()].map(({ hash }) => hash)
      if (!wrong || !next || !last) throw new Error('No proofs')
      const claims = [
        { ...session, proof: wrong },
        { ...session, tenant: RIVAL },
        { ...session, person: newId('person') },
        { ...session, id: newId('session') },
      ]
      for (const claim of claims) expect(await other.claim({ ...claim, next })).toBeUndefined()
      expect(await other.claim({ ...session, next })).toMatchObject({ epoch: 2 })
      expect(await one.claim({ ...session, proof: next, next: last })).toMatchObject({
        epoch: 3,
        previous: other.instance,
      })
    })

    test('a session that ends is continued by nobody', async () => {
      const { one, other } = opened
      const session = await newSession(one)
      expect(await one.end(session)).toBe(true)
      expect(await other.claim({ ...session, next: newProof().hash })).toBeUndefined()
      await one.forget(session.id)
      expect(await one.end(session)).toBe(false)
    })

    test('SES-7 one person’s call is known to their other sessions, until it is over', async () => {
      const { one, other } = opened
      const session = await newSession(one)
      const second = await newSession(other, session.person)
      const { room, participant } = newPlace()
      expect(await other.inCall(second)).toBeUndefined()
      await one.update(session, { place: { room, participant } })
      expect(await other.inCall(second)).toEqual({ session: session.id, room })
      expect(await one.inCall(session)).toBeUndefined()
      expect(await other.inCall({ ...second, tenant: RIVAL })).toBeUndefined()
      await one.update(session, { isInside: false })
      expect(await other.inCall(second)).toBeUndefined()
    })

    test('SES-7 of sessions of one person that ask for a room at once one is seated', async () => {
      const { one, other } = opened
      const rounds = Array.from({ length: 50 }, async () => {
        const person = newId('person')
        const [here, there] = [await newSession(one, person), await newSession(other, person)]
        const [seatedHere, seatedThere] = await Promise.all([
          one.takeSeatAlone(here, newPlace()),
          other.takeSeatAlone(there, newPlace()),
          // What changes their rows meanwhile changes nothing of it.
          one.update(here, { isAway: false }),
          other.update(there, { isAway: false }),
        ])
        return Number(seatedHere) + Number(seatedThere)
      })
      expect(new Set(await Promise.all(rounds))).toEqual(new Set([1]))
    })

    test('SES-7 a seat is free again when the other session has left its room, or ends', async () => {
      const { one, other } = opened
      const session = await newSession(one)
      const second = await newSession(other, session.person)
      const place = newPlace()
      expect(await one.takeSeatAlone(session, place)).toBe(true)
      expect(await other.inCall(second)).toEqual({ session: session.id, room: place.room })
      expect(await other.takeSeatAlone(second, newPlace())).toBe(false)
      await one.update(session, { place: null })
      expect(await other.takeSeatAlone({ ...second, epoch: 2 }, newPlace())).toBe(false)
      expect(await other.takeSeatAlone(second, newPlace())).toBe(true)
      await other.end(second)
      expect(await one.takeSeatAlone(session, newPlace())).toBe(true)
    })

    test('SES-7 a place is taken over by one, and the session that had it is gone', async () => {
      const { one, other } = opened
      const session = await newSession(one)
      const { room, participant } = newPlace()
      await one.update(session, { place: { room, participant } })
      const rivals = await Promise.all([
        newSession(other, session.person),
        newSession(other, session.person),
      ])
      const taken = await Promise.all(
        rivals.map((rival) => other.takePlace({ session: rival, room })),
      )
      const [first] = taken.filter((place) => place !== undefined)
      expect(first).toMatchObject({ participant })
      expect(await one.update(session, { place: null })).toBe(false)
      expect(await other.takePlace({ session: newOwner(session.person), room })).toBeUndefined()
    })

    test('ROOM-9 desks that take calls are counted, busy ones apart, those that went away not', async () => {
      const { one, other } = opened
      const tenant = `tenant-${newId('session').slice(-8).toLowerCase()}` as TenantId
      const desk = { watchesQueue: true, takesCalls: true }
      const here = await newSession(one, newId('person'), tenant)
      const there = await newSession(other, newId('person'), tenant)
      await one.update(here, { desk })
      await other.update(there, { desk })
      expect(await one.desks(tenant)).toEqual({ taking: 2, free: 2 })
      await other.update(there, { place: newPlace() })
      expect(await one.desks(tenant)).toEqual({ taking: 2, free: 1 })
      await other.update(there, { place: null, isAway: true })
      expect(await one.desks(tenant)).toEqual({ taking: 2, free: 2 })
      await one.update(here, { desk: { ...desk, takesCalls: false } })
      expect(await other.desks(tenant)).toEqual({ taking: 1, free: 1 })
      expect(await other.desks(RIVAL)).toEqual({ taking: 0, free: 0 })
    })
  })
}

async function newSession(
  directory: SessionDirectory,
  person: PersonId = newId('person'),
  tenant = TENANT,
) {
  const session = { ...newOwner(person, tenant), proof: newProof().hash }
  await directory.open(session)
  return session
}

function newOwner(person: PersonId, tenant = TENANT) {
  const id: SessionId = newId('session')
  return { id, tenant, person, epoch: 1 }
}

function newPlace(): SessionPlace {
  return { room: newId('room'), participant: newId('participant') }
}
