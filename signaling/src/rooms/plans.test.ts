import {
  EMPTY_ROOM,
  foldRoom,
  type NewEvent,
  newId,
  type ParticipantId,
  presentParticipants,
  type RoomEvent,
  type RoomState,
  type TenantId,
  type TokenClaims,
} from '@visavis/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  joined,
  type Newcomer,
  planAbandon,
  planAccept,
  planEnd,
  planGuestJoin,
  planJoin,
  planLeave,
} from './plans.ts'

function append(state: RoomState, events: readonly NewEvent[]): RoomState {
  return foldRoom(
    state,
    events.map((event, index) => ({ ...event, seq: state.seq + 1 + index, at: 1 }) as RoomEvent),
  )
}

function newcomer(role: TokenClaims['role'], grants: TokenClaims['grants'] = {}): Newcomer {
  const claims: TokenClaims = {
    iss: 'visavis',
    aud: 'visavis',
    sub: 'somebody',
    jti: 'x'.repeat(22),
    iat: 0,
    exp: 600,
    tenant: 'acme' as TenantId,
    role,
    grants,
  }
  return { participant: newId('participant'), person: newId('person'), claims }
}

function room(kind: 'guidance' | 'meeting', capacity = 4): RoomState {
  return append(EMPTY_ROOM, [{ type: 'room-created', actor: 'system', body: { kind, capacity } }])
}

function waitingCall() {
  const shopper = newcomer('shopper')
  const state = append(room('guidance'), [
    joined(shopper),
    { type: 'ticket-opened', actor: shopper.participant, body: { ticket: newId('ticket') } },
  ])
  return { shopper, state }
}

function acceptedCall() {
  const { shopper, state } = waitingCall()
  const advisor = newcomer('advisor')
  return { shopper, advisor, state: append(state, planAccept(state, advisor)) }
}

function types(events: readonly NewEvent[]): string[] {
  return events.map(({ type }) => type)
}

function reasonOf(events: readonly NewEvent[]): string | undefined {
  for (const event of events) if (event.type === 'room-ended') return event.body.reason
  return undefined
}

test('ROOM-2 a room takes as many as it may have; those within their window count', () => {
  let state = room('meeting', 2)
  const first = newcomer('shopper')
  state = append(state, planJoin(state, first))
  state = append(state, planJoin(state, newcomer('shopper')))
  const { participant } = first
  state = append(state, [
    { type: 'participant-disconnected', actor: 'system', body: { participant } },
  ])
  expect(() => planJoin(state, newcomer('shopper'))).toThrow('as many participants')
  state = append(state, planLeave(state, participant, 'lost'))
  expect(types(planJoin(state, newcomer('shopper')))).toEqual(['participant-joined'])
})

test('SES-7 one person joins once', () => {
  const person = newcomer('shopper')
  const state = append(room('meeting'), [joined(person)])
  const again = { ...person, participant: newId('participant') }
  expect(() => planJoin(state, again)).toThrow('already in a call')
})

test('ROOM-4 a ticket is accepted once', () => {
  const { state } = acceptedCall()
  expect(() => planAccept(state, newcomer('advisor'))).toThrow('Somebody else')
})

test('ROOM-5 a waiting call is cancelled by its shopper', () => {
  const { shopper, state } = waitingCall()
  const events = planLeave(state, shopper.participant, 'left')
  expect(types(events)).toEqual(['participant-left', 'ticket-closed', 'room-ended'])
  expect(reasonOf(events)).toBe('cancelled')
})

test('ROOM-5 an accepted call ends with its shopper', () => {
  const { shopper, state } = acceptedCall()
  expect(reasonOf(planLeave(state, shopper.participant, 'lost'))).toBe('shopper-left')
})

test('ROOM-5 an accepted call ends with its last advisor only', () => {
  const { advisor, state } = acceptedCall()
  const colleague = newcomer('advisor')
  const both = append(state, planGuestJoin(state, colleague))
  const one = planLeave(both, advisor.participant, 'left')
  expect(types(one)).toEqual(['participant-left'])
  const none = planLeave(append(both, one), colleague.participant, 'left')
  expect(reasonOf(none)).toBe('advisor-left')
})

test('a meeting goes on without anybody', () => {
  const guest = newcomer('shopper')
  const state = append(room('meeting'), [joined(guest)])
  expect(types(planLeave(state, guest.participant, 'left'))).toEqual(['participant-left'])
})

test('ROOM-1 a guidance room is closed to shoppers who were not asked in', () => {
  const { shopper, state } = acceptedCall()
  expect(() => planGuestJoin(state, newcomer('shopper'))).toThrow('no such thing')
  const invited = newcomer('shopper', { room: newId('room') })
  expect(types(planGuestJoin(state, invited))).toEqual(['participant-joined'])
  const gone = append(state, planLeave(state, shopper.participant, 'left'))
  expect(() => planGuestJoin(gone, shopper)).toThrow('has ended')
})

test('ROOM-6 nothing is planned for a room that has ended', () => {
  const { shopper, state } = acceptedCall()
  const ended = append(state, planEnd(state, 'ended-by-api'))
  expect(planEnd(ended, 'ended-by-api')).toEqual([])
  expect(planLeave(ended, shopper.participant, 'left')).toEqual([])
  expect(() => planJoin(ended, newcomer('advisor'))).toThrow('has ended')
})

test('what a killed process left: calls end, meetings are emptied', () => {
  expect(reasonOf(planAbandon(acceptedCall().state))).toBe('abandoned')
  const meeting = append(room('meeting'), [joined(newcomer('shopper'))])
  const events = planAbandon(meeting)
  expect(types(events)).toEqual(['participant-left'])
  expect(presentParticipants(append(meeting, events))).toEqual([])
})

test('whatever happens, nobody is in an ended room and nobody is in a room twice', () => {
  const people = [
    newcomer('shopper'),
    newcomer('advisor'),
    newcomer('advisor'),
    newcomer('shopper'),
  ]
  const step = fc.record({
    who: fc.integer({ min: 0, max: people.length - 1 }),
    what: fc.constantFrom('join', 'accept', 'leave', 'lost', 'end'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let { state } = waitingCall()
      for (const { who, what } of steps) state = perform(state, people[who], what)
      const present = presentParticipants(state)
      expect(new Set(present.map(({ person }) => person)).size).toBe(present.length)
      expect(present.length).toBeLessThanOrEqual(state.capacity)
      if (state.ended) expect(present).toEqual([])
    }),
  )
})

/** Each attempt is somebody new to the room, as each session's is. */
function perform(state: RoomState, person: Newcomer | undefined, what: string): RoomState {
  if (!person) return state
  const guest = { ...person, participant: newId('participant') }
  const present = presentParticipants(state).find((other) => other.person === person.person)
  const participant: ParticipantId = present?.id ?? guest.participant
  try {
    if (what === 'join') return append(state, planJoin(state, guest))
    if (what === 'accept') return append(state, planAccept(state, guest))
    if (what === 'end') return append(state, planEnd(state, 'ended-by-api'))
    return append(state, planLeave(state, participant, what === 'lost' ? 'lost' : 'left'))
  } catch {
    return state
  }
}
